order = stub.GetOrder(request, timeout=10, wait_for_ready=True)
