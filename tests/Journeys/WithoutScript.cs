using Sallyport.Journeys.Running;
using Xunit;

namespace Sallyport.Journeys;

/// <summary>Every page but the ceremonies of keys works in a browser that runs no script.</summary>
public sealed class WithoutScript(Chrome chrome)
{
    [Fact]
    public async Task One_sets_up_enrols_signs_out_and_in_again()
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal, script: false);

        await page.SetUp(portal);
        await page.IsAt("/enrol");
        var (phone, codes) = await page.Enrol();
        await page.IsAt("/me/security");
        await page.SignOut();
        await page.SignIn("ada@acme.test", Steps.Password, phone);

        await page.IsAt("/me");
        Assert.Equal(10, codes.Count);
    }
}
