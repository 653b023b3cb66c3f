order = shop.order(shop.successor_of(article))
