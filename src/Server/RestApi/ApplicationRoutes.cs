using Sallyport.Core.Accounts;
using Sallyport.Server.Accounts.Applications;

namespace Sallyport.Server.RestApi;

/// <summary>An application to register: its host name, with a port where only that one is meant.</summary>
public sealed record NewApplicationBody(string Host);

/// <summary>An application behind a proxy, to which people are returned after sign-in.</summary>
public sealed record ApplicationAnswer(string Id, string Host, DateTimeOffset CreatedAt)
{
    public static ApplicationAnswer Of(Application application) =>
        new(application.Id, application.Address, application.CreatedAt);
}

/// <summary>The account's applications. Operators register and remove them.</summary>
internal sealed class ApplicationRoutes(ReadApplications read, AddApplication add, RemoveApplication remove)
{
    public async Task<IResult> List(RestCall call) =>
        Parts.Of(call, [.. (await read.Of(call.AccountId, call.Cancel)).Select(ApplicationAnswer.Of)]);

    public async Task<IResult> Add(RestCall call, Body<NewApplicationBody> body)
    {
        if (IdempotencyKey.Read(call, "application", body.Value, out var asked) is { } fault)
            return fault;
        return await add.Add(call.Caller, call.AccountId, body.Value.Host, asked, call.Cancel) switch
        {
            AddedApplication.Done done => Made(done.Application),
            AddedApplication.AlreadyDone already => Made(already.Application),
            AddedApplication.AskedOtherwise => Problems.Say(ProblemCode.IdempotencyKeyReused),
            AddedApplication.Malformed => Refused("host_malformed", "It looks like app.acme.example, with a port or without."),
            AddedApplication.SallyportsOwn => Refused(
                "host_of_sallyport",
                "By this host people come to Sallyport itself. Give the application a host name of its own that leads to its proxy."
            ),
            AddedApplication.Taken => Refused("host_taken", "This host is registered already."),
            _ => Problems.Say(ProblemCode.OperatorAlone),
        };
    }

    public async Task<IResult> Remove(RestCall call, string id)
    {
        if (!(await read.Of(call.AccountId, call.Cancel)).Any(application => application.Id == id))
            return Problems.Say(ProblemCode.NotFound);
        return await remove.Remove(call.Caller, call.AccountId, id, call.Cancel)
            ? Results.NoContent()
            : Problems.Say(ProblemCode.OperatorAlone);
    }

    private static IResult Made(Application application) =>
        Results.Json(ApplicationAnswer.Of(application), RestJson.Options, statusCode: StatusCodes.Status201Created);

    private static IResult Refused(string code, string why) => Problems.Fields([new RefusedMember("host", code, why)]);
}
