using Sallyport.Journeys.Running;
using Sallyport.Tests;
using Xunit;
using static Microsoft.Playwright.Assertions;

[assembly: AssemblyFixture(typeof(Chrome))]

namespace Sallyport.Journeys;

/// <summary>The steps that the product exists for, in a real browser against the built executable.</summary>
public sealed class ANewcomer(Chrome chrome)
{
    [Fact]
    [Keeps("ADMIN-10")]
    [Keeps("APP-1")]
    [Keeps("RECOV-2")]
    public async Task Sets_up_by_the_printed_link_pairs_a_phone_and_lands_in_the_portal()
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);

        await page.SetUp(portal);
        await page.IsAt("/enrol");
        await page.Take("enrol");
        var (phone, codes) = await page.Enrol();

        Assert.Equal("/Acme:ada@acme.test", Uri.UnescapeDataString(phone.Scanned.AbsolutePath));
        Assert.Equal(10, codes.Count);
        await page.IsAt("/me/security");
        await page.Take("security");
        await page.GotoAsync("/account/users");
        await Expect(page.Locator("tbody").GetByText("ada@acme.test").First).ToBeVisibleAsync();
        await page.Take("users");
    }

    [Fact]
    [Keeps("SIGN-2")]
    [Keeps("SIGN-5")]
    [Keeps("RECOV-9")]
    public async Task Signs_in_with_a_code_then_loses_the_phone_and_is_led_to_a_new_one()
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);
        await page.SetUp(portal);
        var (phone, codes) = await page.Enrol();

        await page.SignOut();
        await page.SignIn("ada@acme.test", Steps.Password);
        await page.Take("second-factor");
        await page.Fill("code", await phone.CodeOfNextStep());
        await page.Press("Continue");
        await page.IsAt("/me");

        await page.SignOut();
        await page.SignIn("ada@acme.test", Steps.Password);
        await page.GetByText("Try another way").ClickAsync();
        await page.Follow("Don't know the code?");
        await page.Fill("code", codes[3]);
        await page.Press("Continue");
        await page.IsAt("/me/security/lost");
        await page.Take("lost");
    }
}
