using Sallyport.Storage;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.Web.Budgets;

/// <summary>Opens the budget of a request: all that it asks of the database together takes no longer.</summary>
internal sealed class RequestBudget(Database database)
{
    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        using var budget = database.Allow(DatabaseWork.Request);
        await next(http);
    }
}
