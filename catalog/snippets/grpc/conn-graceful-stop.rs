Server::builder()
    .add_service(OrdersServer::new(orders))
    .serve_with_shutdown(addr, async {
        let mut term = signal(SignalKind::terminate()).expect("signal handler");
        term.recv().await;
    })
    .await?;
