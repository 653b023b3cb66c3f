const response = await fetch('https://api.example.com/v1/orders', {
  headers: { authorization: `Bearer ${await getToken()}` },
});
