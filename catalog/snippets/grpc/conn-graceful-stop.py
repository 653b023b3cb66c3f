def stop(signum, frame):
    # No new calls; those that run have 30 seconds.
    server.stop(grace=30)

signal.signal(signal.SIGTERM, stop)
server.wait_for_termination()
