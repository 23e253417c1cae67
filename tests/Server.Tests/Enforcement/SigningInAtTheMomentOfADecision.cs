using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

/// <summary>Whoever signs in while it is decided, on whatever node, is held as soon as the decision is answered: nobody's own row has to be written for it.</summary>
[Keeps("MUST-2"), Keeps("MUST-3")]
public sealed class SigningInAtTheMomentOfADecision
{
    private static readonly Caller Operator = Caller.OfCommandLine("test");

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Nobody_slips_through_the_account_s(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server);

        await NobodySlipsThrough(
            server,
            company,
            () =>
                server
                    .Get<ChangePolicy>()
                    .Change(
                        Operator,
                        company.Account.Id,
                        null,
                        new Dictionary<string, string>(StringComparer.Ordinal) { ["requirement"] = "required" },
                        false,
                        CancellationToken.None
                    )
        );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Nobody_slips_through_the_installation_s(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server);

        await NobodySlipsThrough(
            server,
            company,
            () =>
                server
                    .Get<ChangeInstallation>()
                    .Change(Operator, rule => rule with { EverybodyFrom = server.Clock.Now }, null, CancellationToken.None)
        );
    }

    private static async Task NobodySlipsThrough(TestServer server, Company company, Func<Task> decide)
    {
        var second = await server.Second();
        await server.StopJobs();
        await second.StopJobs();
        var people = new List<Person>();
        for (var i = 0; i < 6; i++)
            people.Add(await server.Given.User(company));
        var browsers = people.Select((_, i) => (i % 2 == 0 ? server : second).Browser($"127.0.{i + 1}.1")).ToList();
        var forms = new List<FilledForm>();
        foreach (var (person, browser) in people.Zip(browsers))
            forms.Add(await browser.Fill("/sign-in", ("login", person.User.Email), ("password", person.Password)));

        await Task.WhenAll([decide(), .. forms.Zip(browsers).Select(pair => pair.Second.Send(pair.First))]);

        foreach (var browser in browsers)
            Assert.Equal("/enrol", (await browser.Visit("/me")).Path);
    }

    private static Task<Company> Company(TestServer server) =>
        server.Given.Account("numbering", policy => policy with { Bites = Bites.EveryRequest });
}
