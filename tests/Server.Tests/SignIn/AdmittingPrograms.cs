using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.SignIn;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>The lock behind the HTTP doors for programs.</summary>
[Keeps("APIKEY-11")]
public sealed class AdmittingPrograms
{
    private static readonly Origin Here = new(Door.Api, "127.0.0.1", "test", "test");

    [Fact]
    [Keeps("APIKEY-8")]
    public async Task A_key_is_its_user_with_no_more_than_the_key_was_made_for()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("registrar")).Administrator;
        var (key, text) = await Keys.Of(server, anna, wanted => wanted with { Permissions = ["VIEW_USER"] });

        var wide = Assert.IsType<AdmittedProgram.ByKey>(await Admit(server, "ApiKey " + text));

        Assert.Equal((anna.User.Id, key.Number), (wide.Caller.UserId, wide.Caller.KeyNumber!.Value));
        Assert.Equal([Permission.ViewUser], wide.Caller.Permissions);
        Assert.False(wide.Caller.IsOperator);
        Assert.Equal(
            new AdmittedProgram.Refused("lacking_permission", IsForbidden: true),
            await Admit(server, "ApiKey " + text, Permission.ViewAudit)
        );
    }

    [Fact]
    public async Task Basic_takes_a_key_under_its_own_id_alone()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("registrar")).Administrator;
        var (key, text) = await Keys.Of(server, anna);
        var (other, _) = await Keys.Of(server, anna);

        Assert.IsType<AdmittedProgram.ByKey>(await Admit(server, Basic(key.Id, text)));
        foreach (var name in new[] { other.Id, anna.User.Login, "" })
            Assert.Equal(
                new AdmittedProgram.Refused(AdmitProgram.OtherKeyId, IsForbidden: false),
                await Admit(server, Basic(name, text))
            );
    }

    [Fact]
    [Keeps("SIGN-6")]
    public async Task A_password_passes_where_it_may_and_else_there_is_one_answer()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering", policy => policy with { PasswordOnApi = PasswordOnApi.Always });
        var anna = company.Administrator;

        var admitted = Assert.IsType<AdmittedProgram.ByPassword>(await Admit(server, Basic(anna.User.Email, anna.Password)));

        Assert.Equal((anna.User.Id, anna.Account.Id), (admitted.Caller.UserId, admitted.Account.Id));
        await server.Given.Policy(company, policy => policy with { PasswordOnApi = PasswordOnApi.Never });
        foreach (var (name, password) in new[] { (anna.User.Email, anna.Password), (anna.User.Email, "x"), ("nobody", "x") })
            Assert.Equal(
                new AdmittedProgram.Refused(AdmitProgram.CredentialsWrong, IsForbidden: false),
                await Admit(server, Basic(name, password))
            );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-6")]
    public async Task A_session_for_programs_lasts_30_minutes_and_is_no_browser_s(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var anna = (
            await server.Given.Account("numbering", policy => policy with { PasswordOnApi = PasswordOnApi.Always })
        ).Administrator;
        var token = await Open(server, anna);
        using var portal = await server.Given.SignedIn(anna);
        using var thief = server.Browser();
        var cookie = server.Get<CookieNames>().Session;
        thief.Cookies[cookie] = token;

        Assert.IsType<AdmittedProgram.ByBearer>(await Admit(server, "Bearer " + token));
        Assert.Equal("/sign-in?returnTo=%2Fme", (await thief.Get("/me")).Location);
        Assert.Equal(
            new AdmittedProgram.Refused(AdmitProgram.SessionEnded, IsForbidden: false),
            await Admit(server, "Bearer " + portal.Cookies[cookie])
        );
        Assert.Contains("Program", (await portal.Get("/me/sessions")).Text, StringComparison.Ordinal);
        server.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.IsType<AdmittedProgram.ByBearer>(await Admit(server, "Bearer " + token));
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<AdmittedProgram.Refused>(await Admit(server, "Bearer " + token));
    }

    [Fact]
    [Keeps("SIGN-9")]
    public async Task It_ends_with_all_other_sessions_and_leaves_browsers_theirs()
    {
        await using var server = await TestServer.Start();
        var anna = (
            await server.Given.Account("numbering", policy => policy with { PasswordOnApi = PasswordOnApi.Always })
        ).Administrator;
        using var portal = await server.Given.SignedIn(anna);
        var token = "";
        for (var i = 0; i < 25; i++)
            token = await Open(server, anna);

        var page = await portal.Get("/me/sessions");
        Assert.Equal("/me/sessions", page.Path);
        Assert.Equal(21, page.TextsOf(".items > li").Count);
        await portal.Submit("/me/sessions", ("session", null));

        Assert.IsType<AdmittedProgram.Refused>(await Admit(server, "Bearer " + token));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-3")]
    public async Task A_key_that_was_deleted_or_demoted_after_it_was_looked_at_changes_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("registrar");
        var anna = company.Administrator;
        await server.Given.User(company, role: BuiltInRole.Admin);

        async Task<SentPasswordLink> Act(Func<ApiKey, Task> meanwhile)
        {
            var ben = await server.Given.User(company);
            var (key, text) = await Keys.Of(server, anna);
            var caller = Assert.IsType<AdmittedProgram.ByKey>(await Admit(server, "ApiKey " + text)).Caller;
            await meanwhile(key);
            return await server.Get<SendPasswordLink>().Send(caller, ben.User.Id, CancellationToken.None);
        }

        Assert.Equal(SentPasswordLink.Done, await Act(_ => Task.CompletedTask));
        Assert.Equal(SentPasswordLink.NotFound, await Act(key => server.Write(tx => tx.ApiKeys.Delete(key.Number, tx.Now))));
        Assert.Equal(
            SentPasswordLink.NotFound,
            await Act(_ => server.Write(tx => tx.Users.ChangeDetails(anna.User with { Role = BuiltInRole.All })))
        );
    }

    private static Task<AdmittedProgram> Admit(TestServer server, string header, Permission? permission = null) =>
        server
            .Get<AdmitProgram>()
            .Admit(PresentedCredential.Read([header]), Here, KeyAccess.Api, permission, CancellationToken.None);

    private static string Basic(string name, string password) =>
        "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{name}:{password}"));

    private static async Task<string> Open(TestServer server, Person person)
    {
        var asked = new ApiSignIn(person.User.Email, new Secret(person.Password), null, "localhost");
        var answer = await server.Get<OpenApiSession>().Open(asked, Caller.Anonymous(Here), CancellationToken.None);
        var token = Assert.IsType<SignInAnswer.Opened>(answer).Session.Token;
        server.Secrets.AddCookie(token);
        return token;
    }
}
