// What ASP.NET Core costs by itself: the other half of every ratio.
var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => Results.Text("<!DOCTYPE html><title>bare</title>", "text/html"));
await app.RunAsync();
