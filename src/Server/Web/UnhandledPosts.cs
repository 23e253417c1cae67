using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Sallyport.Server.Web;

/// <summary>
/// A post that no handler of the page takes is answered as an address that does not exist. The framework would draw the page instead, without what its
/// handlers would have read first.
/// </summary>
internal sealed class UnhandledPosts : IPageFilter, IOrderedFilter
{
    /// <summary>After the question for a fresh proof, which is answered by such a post.</summary>
    public int Order => 1;

    public void OnPageHandlerSelected(PageHandlerSelectedContext context) { }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var method = context.HttpContext.Request.Method;
        if (context.HandlerMethod is null && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            context.Result = new NotFoundResult();
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context) { }
}
