using System.Net;
using Sallyport.Server.Tests.Host;
using Xunit;

namespace Sallyport.Server.Tests.Notifications;

public sealed class LookingAtWaitingMails
{
    [Theory]
    [InlineData("Development", HttpStatusCode.OK)]
    [InlineData("Production", HttpStatusCode.NotFound)]
    public async Task The_page_is_there_in_development_alone(string environment, HttpStatusCode status)
    {
        await using var server = await TestServer.Start(environment: environment);
        var company = await server.Given.Account("numbering");
        using var browser = await server.Given.SignedIn(company.Administrator);

        Assert.Equal(status, (await browser.Get("/dev/mails")).Status);
    }
}
