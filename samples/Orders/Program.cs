using Sallyport.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder
    .Services.AddAuthentication(SallyportDefaults.Scheme)
    .AddSallyport(o => (o.Server, o.Account) = (new Uri(builder.Configuration["Sallyport"]!), builder.Configuration["Account"]));
builder.Services.AddAuthorization();
var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/orders", (HttpContext http) => $"Orders for {http.User.Identity!.Name}").RequireAuthorization();
app.Run();
