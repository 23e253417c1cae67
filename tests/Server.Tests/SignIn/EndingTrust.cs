using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>What ends the trust in every browser of a user, whoever does it.</summary>
[Keeps("SIGN-10")]
public sealed class EndingTrust : IAsyncDisposable
{
    private const string New = "gravel-window-orbit-77";
    private TestServer server = null!;
    private Company company = null!;
    private Person ben = null!;
    private Browser laptop = null!;

    public async ValueTask DisposeAsync()
    {
        laptop.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Changing_ones_password()
    {
        await Begin();
        using var desk = await server.Given.SignedIn(ben);

        await desk.Submit("/me/security/password", ("oldPassword", ben.Password), ("password", New), ("passwordAgain", New));

        await AsksForTheFactorAgain(New);
    }

    [Fact]
    public async Task A_password_chosen_by_a_mailed_link()
    {
        await Begin();
        using var anywhere = server.Browser("127.0.0.8");
        await anywhere.Submit("/sign-in/forgotten", ("login", ben.User.Email));

        await anywhere.Submit(await server.Mailbox.LinkTo(ben), ("password", New), ("passwordAgain", New));

        await AsksForTheFactorAgain(New);
    }

    [Fact]
    public async Task A_password_set_by_an_administrator()
    {
        await Begin();
        using var desk = await server.Given.SignedIn(await server.Given.App(company.Administrator));

        await desk.Submit($"/account/users/{ben.User.Id}", ("password", New), ("passwordAgain", New));

        await AsksForTheFactorAgain(New);
    }

    [Fact]
    public async Task Another_app()
    {
        await Begin();
        using var desk = await server.Given.SignedIn(ben);

        await server.Enrol(desk, ben);

        await AsksForTheFactorAgain(ben.Password);
    }

    [Fact]
    public async Task An_app_on_trial_that_passes_for_the_first_time()
    {
        await Begin(p => p with { AppActivation = AppActivation.Trial });
        await server.Given.App(ben, isOnTrial: true);
        using var desk = server.Browser("127.0.0.8");
        await desk.Enter("/sign-in", ("login", ben.User.Email), ("password", ben.Password), ("token", null));

        await desk.Submit(("code", server.Given.Code(ben)));

        Assert.NotNull(desk.Cookies["sid"]);
        await AsksForTheFactorAgain(ben.Password);
    }

    [Fact]
    public async Task An_app_that_is_removed()
    {
        await Begin();
        await server.Given.App(ben);
        using var desk = await server.Given.SignedIn(ben);

        await desk.Get($"{Enrolling.AppPage}/{(await server.AppsOf(ben))[0].Id}");
        await desk.Send(desk.Page.Form(("name", "Phone")) with { Action = desk.Page.Address + "?handler=delete" });

        Assert.Single(await server.AppsOf(ben));
        await AsksForTheFactorAgain(ben.Password);
    }

    [Fact]
    [Keeps("RECOV-1")]
    public async Task A_sign_in_by_recovery_code_which_grants_none_either()
    {
        await Begin();
        var codes = await server.Given.RecoveryCodes(ben);
        using var desk = server.Browser("127.0.0.8");
        await desk.Enter("/sign-in", ("login", ben.User.Email), ("password", ben.Password));

        await desk.Submit("/sign-in/recovery", ("code", codes[0]));

        Assert.NotNull(desk.Cookies["sid"]);
        await AsksForTheFactorAgain(ben.Password);
    }

    [Fact]
    [Keeps("MUST-10")]
    public async Task An_administrator_who_removes_mfa()
    {
        await Begin();
        using var desk = await server.Given.SignedIn(await server.Given.App(company.Administrator));
        var form = await desk.Fill($"/account/users/{ben.User.Id}/mfa", ("requirement", "inherit"));
        await desk.Send(form with { Action = $"/account/users/{ben.User.Id}/mfa?handler=Remove" });
        Assert.Empty(await server.AppsOf(ben));
        await server.Given.App(ben);

        await AsksForTheFactorAgain(ben.Password);
    }

    [Fact]
    [Keeps("SIGN-13")]
    public async Task Being_locked_and_let_in_again()
    {
        await Begin();
        using var desk = await server.Given.SignedIn(await server.Given.App(company.Administrator));

        foreach (var status in new[] { "locked", "active" })
            await desk.Submit($"/account/users/{ben.User.Id}", ("status", status));

        await AsksForTheFactorAgain(ben.Password);
    }

    private async Task Begin(Func<Policy, Policy>? policy = null)
    {
        server = await TestServer.Start();
        company = await server.Given.Account("strict", p => (policy ?? (q => q))(p with { TrustedBrowserDays = 30 }));
        ben = await server.Given.Enrolled(company);
        laptop = await TrustingABrowser.Trusting(server, ben);
        await laptop.Submit("/sign-out");
        await TrustingABrowser.WhereThePasswordLeads(laptop, ben);
        Assert.NotNull(laptop.Cookies["sid"]);
        server.Secrets.AddPassword(New);
    }

    private async Task AsksForTheFactorAgain(string password)
    {
        laptop.Cookies["sid"] = null;
        await laptop.Submit("/sign-in", ("login", ben.User.Email), ("password", password));
        Assert.Equal("/sign-in/second-factor", laptop.Page.Location?.Split('?')[0]);
    }
}
