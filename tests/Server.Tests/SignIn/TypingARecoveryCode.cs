using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>Codes come out of word processors, PDF files and phones, with other spaces, dashes and widths than were printed.</summary>
[Keeps("RECOV-1"), Keeps("RECOV-10")]
public sealed class TypingARecoveryCode
{
    [Theory]
    [InlineData('-', '\u00A0')]
    [InlineData('-', '\t')]
    [InlineData('-', '\u2013')]
    [InlineData('-', '\u2212')]
    public async Task Other_spaces_and_dashes_are_no_guess(char printed, char pasted)
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.App((await server.Given.Account()).Administrator);
        var codes = await server.Given.RecoveryCodes(ben);
        using var browser = await server.AtSecondStep(ben);

        await browser.Submit("/sign-in/recovery", ("code", codes[0].Replace(printed, pasted)));

        Assert.NotNull(browser.Cookies["sid"]);
        Assert.Empty(await server.Refusals(ben, "second_factor_checked"));
    }

    [Fact]
    public async Task Full_width_letters_are_no_guess_and_work_once()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.App((await server.Given.Account()).Administrator);
        var code = (await server.Given.RecoveryCodes(ben))[0];
        var wide = string.Concat(code.Select(sign => (char)(sign + 0xFEE0)));
        using var browser = await server.AtSecondStep(ben);
        await browser.Submit("/sign-in/recovery", ("code", wide));
        Assert.NotNull(browser.Cookies["sid"]);

        using var again = await server.AtSecondStep(ben);
        await again.Submit("/sign-in/recovery", ("code", code));

        Assert.Null(again.Cookies["sid"]);
        Assert.Equal(HttpStatusCode.OK, again.Page.Status);
    }
}
