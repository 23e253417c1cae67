using Sallyport.Core.Accounts;
using Sallyport.Server.Accounts.HostNames;

namespace Sallyport.Server.RestApi;

/// <summary>A host name to add, without a port.</summary>
public sealed record NewHostNameBody(string Host);

/// <summary>A host name by which the account's people come.</summary>
/// <param name="Host">Without a port.</param>
/// <param name="AddedAt">Null: it was there before this was kept.</param>
/// <param name="SecurityKeys">How many of its users' security keys answer to it alone.</param>
public sealed record HostNameAnswer(string Host, DateTimeOffset? AddedAt, long SecurityKeys)
{
    public static HostNameAnswer Of(ShownHostName shown) => new(shown.Own.Host, shown.Own.AddedAt, shown.SecurityKeys);
}

/// <summary>The account's own host names. Operators add and remove them.</summary>
internal sealed class HostNameRoutes(ReadHostNames read, AddHostName add, RemoveHostName remove)
{
    public async Task<IResult> List(RestCall call) =>
        Parts.Of(call, [.. (await read.Of(call.AccountId, call.Cancel)).Select(HostNameAnswer.Of)]);

    public async Task<IResult> Add(RestCall call, Body<NewHostNameBody> body)
    {
        if (IdempotencyKey.Read(call, "host", body.Value, out var asked) is { } fault)
            return fault;
        return await add.Add(call.Caller, call.AccountId, body.Value.Host, asked, call.Cancel) switch
        {
            AddedHostName.Done done => Made(done.Host),
            AddedHostName.AlreadyDone already => Made(already.Host),
            AddedHostName.AskedOtherwise => Problems.Say(ProblemCode.IdempotencyKeyReused),
            AddedHostName.Malformed => Refused("host_malformed", "It looks like login.acme.example, without a port."),
            AddedHostName.OfInstallation => Refused(
                "host_of_installation",
                "By this host people of every account come. Choose a host name that leads to this account alone."
            ),
            AddedHostName.OfApplication => Refused(
                "host_of_application",
                "An application is registered at this host. Choose another host name, or remove the application first."
            ),
            AddedHostName.Taken => Refused("host_taken", "This host name leads to an account already."),
            _ => Problems.Say(ProblemCode.OperatorAlone),
        };
    }

    public async Task<IResult> Remove(RestCall call, string host)
    {
        if (call.Parameter("confirmed") is not ("" or "true"))
            return RestCall.Wrong("confirmed", "true");
        if ((await read.Of(call.AccountId, call.Cancel)).All(shown => shown.Own.Host != HostName.Canonical(host)))
            return Problems.Say(ProblemCode.NotFound);
        var isConfirmed = call.Parameter("confirmed") == "true";
        return await remove.Remove(call.Caller, call.AccountId, host, isConfirmed, call.Cancel) switch
        {
            RemovedHostName.Done => Results.NoContent(),
            RemovedHostName.KeysAnswer { Keys: var keys } => Problems.Say(
                ProblemCode.ConfirmationNeeded,
                $"{keys} security keys answer to this host name alone, and would sign nobody in any more. Then send confirmed=true."
            ),
            RemovedHostName.NoSuchHost => Problems.Say(ProblemCode.NotFound),
            _ => Problems.Say(ProblemCode.OperatorAlone),
        };
    }

    private static IResult Made(AccountHost own) =>
        Results.Json(
            new HostNameAnswer(own.Host, own.AddedAt, SecurityKeys: 0),
            RestJson.Options,
            statusCode: StatusCodes.Status201Created
        );

    private static IResult Refused(string code, string why) => Problems.Fields([new RefusedMember("host", code, why)]);
}
