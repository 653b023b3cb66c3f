order, err := shop.Order(ctx, shop.SuccessorOf(article))
