using System.Data.Common;
using System.Net.Security;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.IsProxy;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.IsProxy;

/// <summary>What connections of the line service ask of the house.</summary>
public sealed class IsProxyDesk(
    Settings settings,
    Database database,
    CheckApiKey keys,
    FollowKeys follow,
    ExposeApiKey exposures,
    CheckPasswordOnApi passwords,
    AskRdap registries,
    IsProxyCertificate certificate,
    ILogger<IsProxyDesk> log
)
{
    public IsProxyTls Tls => settings.IsProxy.Tls;
    public TimeProvider Clock => database.Clock;

    /// <summary>For how long connections were silent: by the clock that nobody sets.</summary>
    public TimeSpan Steady => database.Clock.Steady;

    public SslServerAuthenticationOptions TlsOptions() => certificate.Options();

    public Task<Availability> LookUp(string name, CancellationToken cancel) => registries.Ask(name, cancel);

    public Task<LogInAnswer> CheckKey(Secret key, Origin origin, CancellationToken cancel)
    {
        // What is remembered of a key is as old as the last sign of life.
        var at = follow.IsHeard ? follow.HeardAt : Clock.GetTimestamp();
        return OrUnheard(async () =>
        {
            var answer = await keys.Check(key, VouchForLogins.QuestionOf(origin), cancel);
            return answer.Verdict switch
            {
                KeyVerdict.Passed => LogInAnswer.By(
                    new IsProxyLogin.ByKey(answer.User!.Id, answer.Number, keys.DigestOf(key), at)
                ),
                KeyVerdict.Refused => LogInAnswer.Failed,
                _ => LogInAnswer.Unheard,
            };
        });
    }

    /// <summary>It came in clear. Whether there was such a key is nobody's business.</summary>
    public Task Expose(Secret key, Origin origin, CancellationToken cancel) =>
        OrNothing(async () => await exposures.Expose(Caller.Anonymous(origin), key, cancel) ? key : null);

    public Task<LogInAnswer> CheckPassword(string name, Secret password, Origin origin, CancellationToken cancel) =>
        OrUnheard(async () =>
            await passwords.Check(name, password, Caller.Anonymous(origin), cancel) switch
            {
                AttemptedPassword<Account>.Passed passed => LogInAnswer.By(
                    new IsProxyLogin.ByPassword(passed.User.Id, passed.User.PasswordChangedAt, Clock.GetTimestamp())
                ),
                AttemptedPassword<Account>.Refused => LogInAnswer.Failed,
                _ => LogInAnswer.Unheard,
            }
        );

    // A node whose clock is wrong lets nobody in: as if it had not heard.
    private async Task<LogInAnswer> OrUnheard(Func<Task<LogInAnswer>> ask) =>
        database.Offset.MayServe && await OrNothing<LogInAnswer>(async () => await ask()) is { } answer
            ? answer
            : LogInAnswer.Unheard;

    // Whom the database cannot vouch for does not come in.
    private async Task<T?> OrNothing<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is DbException or TimeoutException)
        {
            log.LogError(fault, "The database did not answer; nobody was let in at the line service.");
            return null;
        }
    }
}
