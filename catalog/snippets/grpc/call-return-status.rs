let order = orders.get(&id).ok_or_else(|| Status::not_found(format!("order {id} not found")))?;
