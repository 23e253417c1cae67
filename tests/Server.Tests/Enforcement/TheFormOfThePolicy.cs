using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

public sealed class TheFormOfThePolicy
{
    [Fact]
    public void Every_setting_stands_in_it_once_with_every_word_it_can_have()
    {
        var texts = PolicyGroups.All.SelectMany(g => g.Settings).ToDictionary(t => t.Name);

        Assert.Equal(PolicySettings.All.Select(s => s.Name).Order(), texts.Keys.Order());
        foreach (var setting in PolicySettings.All.Where(s => !s.IsList))
        {
            var isWritten = texts[setting.Name].Control is PolicyControl.Radio or PolicyControl.Select;
            Assert.Equal(isWritten ? setting.Words : [], texts[setting.Name].Options.Select(o => o.Word));
        }
    }

    [Theory]
    [InlineData("strict")]
    [InlineData("registrar")]
    [InlineData("numbering")]
    [InlineData("console")]
    [InlineData("hosting")]
    public async Task Saved_as_it_stands_it_changes_nothing(string preset)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account(preset);
        await server.Given.App(company.Administrator);
        var browser = await Open(server, company);

        var answer = await browser.Enter("/account/policy", ("graceDays", $"{Preset.All[preset].GraceDays}"));

        Assert.Contains("Nothing was different", answer.Banners[0], StringComparison.Ordinal);
        Assert.Equal(1, (await server.Read(tx => tx.Policies.Of(company.Account.Id))).Version);
    }

    [Fact]
    public async Task A_preset_fills_it_and_is_saved_only_when_it_is_saved()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        await server.Given.App(company.Administrator);
        var browser = await Open(server, company);

        await browser.Get("/account/policy?preset=hosting");
        Assert.Equal(Preset.All["console"], await PolicyOf(server, company));
        await browser.Enter(("graceDays", "0"));

        Assert.Equal(Preset.All["hosting"], await PolicyOf(server, company));
    }

    [Fact]
    public async Task Each_wrong_word_is_shown_at_its_field_and_nothing_is_saved()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        await server.Given.App(company.Administrator);
        var browser = await Open(server, company);

        var page = await browser.Submit(
            "/account/policy",
            ("graceDays", "91"),
            ("sessionIdleMinutes", "4"),
            ("bites", "everyRequest")
        );

        Assert.Equal(2, page.Errors.Count);
        Assert.Contains("0–90", page.TextsOf("#graceDays-error")[0], StringComparison.Ordinal);
        Assert.Equal("91", page.Field("graceDays"));
        Assert.Equal(Preset.All["console"], await PolicyOf(server, company));
    }

    [Fact]
    [Keeps("MUST-12")]
    public async Task Who_has_no_security_key_cannot_ask_for_one()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console", policy => policy with { Methods = [Method.SecurityKey, Method.App] });
        await server.Given.App(company.Administrator);
        var browser = await Open(server, company);

        var page = await browser.Submit("/account/policy", ("requiredStrength", "phishingResistant"));

        Assert.Contains("lock you out", Assert.Single(page.Errors), StringComparison.Ordinal);
        Assert.Equal(RequiredStrength.Any, (await PolicyOf(server, company)).RequiredStrength);
    }

    private static async Task<Browser> Open(TestServer server, Company company)
    {
        var browser = server.Browser();
        var hasBox = (await browser.Get("/sign-in")).HasForm("token");
        (string, string?)[] token = hasBox ? [("token", server.Given.Code(company.Administrator))] : [];
        var login = $"{company.Account.Handle}/admin";
        await browser.Enter([("login", login), ("password", company.Administrator.Password), .. token]);
        if (browser.Page.Path == "/sign-in/second-factor")
            await browser.Enter(("code", server.Given.Code(company.Administrator)));
        return browser;
    }

    private static async Task<Policy> PolicyOf(TestServer server, Company company) =>
        (await server.Read(tx => tx.Policies.Of(company.Account.Id))).Policy;
}
