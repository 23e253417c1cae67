using Microsoft.AspNetCore.Diagnostics;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.RestApi;

/// <summary>What was not expected is a problem too, with the number under which the log has it.</summary>
internal sealed class RestFault : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The request's own path is the page's by now to which other faults are led.
        var path = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path;
        if (!RestGate.IsRest(path) || httpContext.RequestAborted.IsCancellationRequested)
            return false;
        await (
            exception is DatabaseAwayException { IsOutcomeUnknown: true }
                ? Problems.OutcomeUnknown()
                : Problems.OfStatus(httpContext.Response.StatusCode)
        ).ExecuteAsync(httpContext);
        return true;
    }
}
