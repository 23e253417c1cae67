using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>
/// Asks for a fresh proof in place, at the address of the page itself: what was posted is carried along and obeyed afterwards, so that nothing typed is lost,
/// and a session that may reach the named pages alone needs no other page for it.
/// </summary>
internal sealed class FreshProofFilter : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var http = context.HttpContext;
        var current = http.RequestServices.GetRequiredService<Current>();
        if (current.Person is not { } person || !IsAsked(context, http.Request))
            await next();
        else if (person.Caller.HasFreshProof(Now(http)))
            await GoOn(context, next);
        else if (HttpMethods.IsPost(http.Request.Method) && http.Request.Form.TryGetValue(ProofForm.ProofField, out var typed))
            await Prove(context, next, person, typed.ToString());
        else
            context.Result = Ask(context, person, new ProofAnswer.Proved(""));
    }

    private static bool IsAsked(PageHandlerExecutingContext context, HttpRequest request) =>
        context.HandlerInstance.GetType().GetCustomAttributes(typeof(FreshProofAttribute), inherit: true)
            is [FreshProofAttribute asked]
        && (
            !HttpMethods.IsPost(request.Method)
                ? !asked.OnPostOnly
                : IsAnswer(request) || !asked.ExceptPlainPost || context.HandlerMethod?.Name is not null
        );

    // The form of this filter itself, whatever the page says of its own forms.
    private static bool IsAnswer(HttpRequest request) =>
        request.HasFormContentType && request.Form.ContainsKey(ProofForm.MethodField);

    // What was asked for by a GET is asked for again; what was posted is obeyed now.
    private static async Task GoOn(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        if (HttpMethods.IsPost(request.Method) && request.Form[ProofForm.MethodField] == HttpMethods.Get)
            context.Result = new RedirectResult(request.Path + request.QueryString);
        else
            await next();
    }

    private static DateTimeOffset Now(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static async Task Prove(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next,
        SignedIn person,
        string typed
    )
    {
        var http = context.HttpContext;
        var cookies = http.RequestServices.GetRequiredService<SessionCookies>();
        var verb = http.RequestServices.GetRequiredService<ProveAgain>();
        var answer = await verb.Prove(person.Caller, typed, cookies.BrowserId(http.Request), http.RequestAborted);
        if (answer is not ProofAnswer.Proved proved)
        {
            context.Result = Ask(context, person, answer);
            return;
        }
        http.RequestServices.GetRequiredService<RaiseSession>().Give(http.Response, proved.Token);
        var current = http.RequestServices.GetRequiredService<Current>();
        current.Person = person with { Caller = person.Caller with { ProvedAt = Now(http) } };
        await GoOn(context, next);
    }

    private static ViewResult Ask(PageHandlerExecutingContext context, SignedIn person, ProofAnswer answer)
    {
        var http = context.HttpContext;
        http.Response.StatusCode = answer is ProofAnswer.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status200OK;
        var metadata = http.RequestServices.GetRequiredService<IModelMetadataProvider>();
        return new ViewResult
        {
            ViewName = "/SignIn/Prove.cshtml",
            ViewData = new ViewDataDictionary<ProofForm>(metadata, new ModelStateDictionary())
            {
                Model = ProofForm.Of(http.Request, person.Factors.MfaOn, answer),
            },
        };
    }
}
