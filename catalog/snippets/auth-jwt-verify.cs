builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    options.Authority = "https://id.example.com/"; // issuer and keys come from its discovery document
    options.Audience = "orders";
    options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(60); // five minutes by default
});
