using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;

namespace Sallyport.Server.Web;

/// <summary>Writes down what was not expected, under the number that the person is shown. The request itself is never logged: it may hold secrets.</summary>
internal sealed class FaultLog(Settings settings, ILogger<FaultLog> logger) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
            return ValueTask.FromResult(false);
        logger.LogError(exception, "Request {RequestId} failed", httpContext.TraceIdentifier);
        // The framework has thrown away what was to be sent, these too.
        SecurityHeaders.Write(httpContext.Response.Headers, settings.IsHttps);
        // A database that is busy or away comes back; whoever asks may come back too.
        if (exception is DbException)
        {
            httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            httpContext.Response.Headers.RetryAfter = "5";
        }
        return ValueTask.FromResult(false);
    }
}
