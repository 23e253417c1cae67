using System.Net;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

[Keeps("APIKEY-2")]
public sealed class KeysOfOthers
{
    [Fact]
    public async Task An_administrator_makes_a_key_for_a_user_who_sees_and_deletes_it()
    {
        await using var server = await TestServer.Start();
        var (company, ben) = await Given(server, ApiKeysBy.Administrator);
        using var administrator = await server.Given.SignedIn(company.Administrator);
        using var bens = await server.Given.SignedIn(ben);

        await administrator.Get(Address(ben));
        await Keys.Create(server, administrator, ("description", "Billing"), ("access", "API"));

        var key = Assert.Single(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
        Assert.Equal(company.Administrator.User.Login, key.CreatedBy);
        Assert.False((await bens.Get(Keys.Own)).HasForm("description"));
        Assert.Contains("administrators make the API-keys", bens.Page.Text, StringComparison.Ordinal);
        await bens.Enter($"{Keys.Own}?delete={key.Id}", ("key", key.Id));
        Assert.Empty(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
    }

    [Theory]
    [InlineData(ApiKeysBy.Nobody, false, false)]
    [InlineData(ApiKeysBy.User, true, false)]
    [InlineData(ApiKeysBy.Administrator, false, true)]
    [InlineData(ApiKeysBy.Both, true, true)]
    public async Task Without_leave_there_is_no_button_and_a_direct_request_is_refused(ApiKeysBy by, bool own, bool others)
    {
        await using var server = await TestServer.Start();
        var (company, ben) = await Given(server, ApiKeysBy.Both);
        using var bens = await server.Given.SignedIn(ben);
        using var administrator = await server.Given.SignedIn(company.Administrator);
        var ownForm = await bens.Fill(Keys.Own, ("description", "Own"), ("access", "API"));
        var othersForm = await administrator.Fill(Address(ben), ("description", "Other's"), ("access", "API"));
        await server.Given.Policy(company, policy => policy with { ApiKeysBy = by });

        Assert.Equal(own, (await bens.Get(Keys.Own)).HasForm("description"));
        Assert.Equal(others, (await administrator.Get(Address(ben))).HasForm("description"));
        Remember(server, await bens.Send(ownForm));
        Remember(server, await administrator.Send(othersForm));

        var made = (await server.Read(tx => tx.ApiKeys.Of(ben.User.Id))).Select(key => key.Description).Order();
        Assert.Equal(new[] { others ? "Other's" : null, own ? "Own" : null }.OfType<string>(), made);
    }

    [Fact]
    [Keeps("ADMIN-4"), Keeps("ADMIN-5")]
    public async Task Nobody_reaches_the_keys_of_somebody_above_or_elsewhere_or_of_another_without_being_administrator()
    {
        await using var server = await TestServer.Start();
        var (company, ben) = await Given(server, ApiKeysBy.Both);
        var stranger = (await server.Given.Account("hosting")).Administrator;
        using var administrator = await server.Given.SignedIn(company.Administrator);
        using var bens = await server.Given.SignedIn(ben);

        Assert.Equal(HttpStatusCode.NotFound, (await administrator.Get(Address(stranger))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bens.Get(Address(company.Administrator))).Status);
        Assert.Equal(HttpStatusCode.OK, (await bens.Get(Address(ben))).Status);
    }

    [Fact]
    public async Task The_way_to_the_keys_is_in_the_profile_menu_on_one_s_own_page_and_on_the_user_s()
    {
        await using var server = await TestServer.Start();
        var (company, ben) = await Given(server, ApiKeysBy.Both);
        using var administrator = await server.Given.SignedIn(company.Administrator);

        await administrator.Get($"/account/users/{ben.User.Id}");

        Assert.NotEmpty(administrator.Page.Document.QuerySelectorAll($"main a[href='{Address(ben)}']"));
        Assert.NotEmpty(administrator.Page.Document.QuerySelectorAll($".profile-menu a[href='{Keys.Own}']"));
        Assert.NotEmpty((await administrator.Get("/me")).Document.QuerySelectorAll($"main a[href='{Keys.Own}']"));
    }

    private static void Remember(TestServer server, Page page)
    {
        if (page.TextsOf("#api-key") is [var key])
            server.Secrets.AddApiKey(key);
    }

    private static string Address(Person person) => $"/account/users/{person.User.Id}/api-keys";

    private static async Task<(Company, Person)> Given(TestServer server, ApiKeysBy by)
    {
        var company = await server.Given.Account("hosting", policy => policy with { ApiKeysBy = by });
        return (company, await server.Given.User(company));
    }
}
