using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Sallyport.Core.SignIn;
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
        else if (HttpMethods.IsPost(http.Request.Method) && Given(http.Request.Form) is { } given)
            await Prove(context, next, person, given);
        else
            context.Result = await Ask(context, person, new ProofAnswer.Proved(""));
    }

    // A key's form comes without an answer when its question has run out: it is shown anew.
    private static SecondProof? Given(IFormCollection form) =>
        form.TryGetValue(ProofForm.ProofField, out var typed) ? new SecondProof.Typed(typed.ToString())
        : form.TryGetValue(ProofForm.CeremonyField, out var id) && form[KeyForm.AnswerField].ToString() is { Length: > 0 } answer
            ? new SecondProof.ByKey(id.ToString(), answer)
        : null;

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
        SecondProof given
    )
    {
        var http = context.HttpContext;
        var cookies = http.RequestServices.GetRequiredService<SessionCookies>();
        var verb = http.RequestServices.GetRequiredService<ProveAgain>();
        var answer = await verb.Prove(person.Caller, given, cookies.BrowserId(http.Request), http.RequestAborted);
        if (answer is not ProofAnswer.Proved proved)
        {
            context.Result = await Ask(context, person, answer);
            return;
        }
        http.RequestServices.GetRequiredService<RaiseSession>().Give(http.Response, proved.Token);
        var current = http.RequestServices.GetRequiredService<Current>();
        current.Person = person with { Caller = person.Caller with { ProvedAt = Now(http) } };
        await GoOn(context, next);
    }

    private static async Task<ViewResult> Ask(PageHandlerExecutingContext context, SignedIn person, ProofAnswer answer)
    {
        var http = context.HttpContext;
        http.Response.StatusCode = answer is ProofAnswer.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status200OK;
        var host = http.RequestServices.GetRequiredService<Current>().Host;
        var key = await http.RequestServices.GetRequiredService<AskOwnKey>().ForProof(person, host, http.RequestAborted);
        var metadata = http.RequestServices.GetRequiredService<IModelMetadataProvider>();
        return new ViewResult
        {
            ViewName = "/SignIn/Prove.cshtml",
            ViewData = new ViewDataDictionary<ProofForm>(metadata, new ModelStateDictionary())
            {
                Model = ProofForm.Of(http.Request, person, key, answer, Now(http)),
            },
        };
    }
}
