using Sallyport.Server.Accounts.Emails;

namespace Sallyport.Server.RestApi;

/// <summary>Takes back a change of address that waits to be confirmed: a user's, or one's own.</summary>
internal sealed class EmailRoutes(CancelEmailChange cancel)
{
    public async Task<IResult> Cancel(RestCall call, string id) => Say(await cancel.Cancel(call.Caller, id, call.Cancel));

    public async Task<IResult> CancelOwn(RestCall call) => Say(await cancel.CancelOwn(call.Caller, call.Cancel));

    private static IResult Say(CancelledEmailChange cancelled) =>
        cancelled switch
        {
            CancelledEmailChange.Done => Results.NoContent(),
            CancelledEmailChange.AboveYou => Problems.Say(ProblemCode.AboveYou),
            CancelledEmailChange.NotFound => Problems.Say(ProblemCode.NotFound),
        };
}
