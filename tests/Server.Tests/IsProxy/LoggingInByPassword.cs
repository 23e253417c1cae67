using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

[Keeps("APIKEY-6")]
[Keeps("ALWAYS-5")]
public sealed class LoggingInByPassword
{
    /// <summary>Who the user is, under which setting, and the audit trail's reason; empty: the password passes.</summary>
    public static TheoryData<PasswordOnApi, string, string> Table =>
        new()
        {
            { PasswordOnApi.Never, "no key", "password_not_allowed" },
            { PasswordOnApi.UntilKeyOrMfa, "no key", "" },
            { PasswordOnApi.UntilKeyOrMfa, "had a key", "password_ended" },
            { PasswordOnApi.UntilKeyOrMfa, "MFA on", "mfa_on" },
            { PasswordOnApi.UntilKeyOrMfa, "MFA required", "mfa_required" },
            { PasswordOnApi.UntilKeyOrMfa, "had MFA", "password_ended" },
            { PasswordOnApi.Always, "no key", "" },
            { PasswordOnApi.Always, "had a key", "" },
            { PasswordOnApi.Always, "MFA on", "mfa_on" },
            { PasswordOnApi.Always, "MFA required", "mfa_required" },
            { PasswordOnApi.Always, "token on trial", "" },
            { PasswordOnApi.WithToken, "no key", "" },
            { PasswordOnApi.WithToken, "had a key", "" },
            { PasswordOnApi.WithToken, "MFA on", "token_needed" },
            { PasswordOnApi.WithToken, "token on trial", "token_needed" },
            { PasswordOnApi.WithToken, "MFA required", "mfa_required" },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task It_passes_where_the_account_s_setting_lets_it(PasswordOnApi mode, string who, string reason)
    {
        await using var service = await LineHost.Start();
        var company = new Company(service.Person.Account, service.Person);
        await service.Server.Given.Policy(company, policy => policy with { PasswordOnApi = mode });
        await Become(service, company, who);
        using var client = await service.Connect();

        var answer = await client.LogIn(service.Person);

        Assert.Equal(reason.Length == 0 ? "100 Login ok" : "400 Login failed", answer);
        Assert.Equal(reason, (await Trail.Of(service.Server, company, AuditAction.PasswordChecked))[0].Reason);
    }

    [Theory]
    [Keeps("APIKEY-7")]
    [InlineData("door", "door_closed")]
    [InlineData("address", "wrong_address")]
    [InlineData("status", "locked")]
    public async Task The_door_must_be_open_the_address_must_fit_and_the_user_be_active(string what, string reason)
    {
        await using var service = await LineHost.Start();
        var company = new Company(service.Person.Account, service.Person);
        await Change(service, what);
        using var client = await service.Connect();

        Assert.Equal("400 Login failed", await client.LogIn(service.Person));
        Assert.Equal(reason, (await Trail.Of(service.Server, company, AuditAction.PasswordChecked))[0].Reason);
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task Guesses_here_and_at_the_sign_in_page_are_counted_together()
    {
        await using var service = await LineHost.Start();
        var (handle, login) = (service.Person.Account.Handle, service.Person.User.Login);
        for (var i = 0; i < 5; i++)
        {
            using var client = await service.Connect($"127.0.7.{i + 1}");
            Assert.Equal("400 Login failed", await client.Ask($"LOGIN {handle}/{login} wrong"));
        }

        using var owner = await service.Connect("127.0.7.9");
        using var browser = service.Server.Browser("127.0.7.10");
        var page = await browser.Submit("/sign-in", ("login", service.Person.User.Email), ("password", service.Person.Password));

        Assert.Equal("400 Login failed", await owner.LogIn(service.Person));
        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
    }

    [Fact]
    [Keeps("SIGN-6")]
    public async Task Nobody_s_name_is_counted_alike()
    {
        await using var service = await LineHost.Start();
        for (var i = 0; i < 5; i++)
        {
            using var client = await service.Connect($"127.0.7.{i + 1}");
            Assert.Equal("400 Login failed", await client.Ask("LOGIN nobody/nowhere wrong"));
        }
        using var browser = service.Server.Browser("127.0.7.10");

        var page = await browser.Submit("/sign-in", ("login", "nobody/nowhere"), ("password", "wrong"));

        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
    }

    [Fact]
    [Keeps("ADMIN-8")]
    [Keeps("ALWAYS-11")]
    public async Task It_stands_in_the_trail_with_its_door_and_opens_no_session()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn("127.0.7.1");

        var written = Assert.Single(
            await Trail.Of(service.Server, new Company(service.Person.Account, service.Person), AuditAction.PasswordChecked)
        );
        var sessions = await service.Server.Read(tx => tx.Sessions.Running(service.Person.User.Id, tx.Now));

        Assert.Equal(("is_proxy", "127.0.7.1"), (written.Door, written.Address));
        Assert.Empty(sessions);
    }

    private static async Task Become(LineHost service, Company company, string who)
    {
        var server = service.Server;
        if (who is "MFA on" or "had MFA")
            await server.Given.App(service.Person);
        if (who is "token on trial")
            await server.Given.App(service.Person, isOnTrial: true);
        if (who is "MFA required")
            await server.Given.Policy(company, policy => policy with { Requirement = Requirement.Required });
        if (who is "had a key")
            await server.Write(tx => tx.Users.EndApiPassword(service.Person.User.Id, tx.Now));
        if (who is not "had MFA")
            return;
        // Nobody but a log-in has seen it.
        using var client = await service.Connect();
        await client.LogIn(service.Person);
        await server.Write(tx => tx.Factors.RemoveAll(service.Person.User.Id));
    }

    private static Task Change(LineHost service, string what) =>
        service.Server.Write(async tx =>
        {
            var user = (await tx.Users.Find(service.Person.User.Id))!;
            return what switch
            {
                "door" => await tx.Users.ChangeDetails(user with { Doors = "portal,api" }),
                "address" => await tx.Users.ChangeDetails(user with { ApiAddresses = "10.0.0.0/8" }),
                _ => await tx.Users.ChangeStatus(user.Id, UserStatus.Locked, tx.Now),
            };
        });
}
