// A forked context keeps its values and isn't cancelled with the incoming call.
Context forked = Context.current().fork();
forked.run(() -> auditStub.record(entry, observer));
