reply = stub.GetOrder(request, timeout=2)
