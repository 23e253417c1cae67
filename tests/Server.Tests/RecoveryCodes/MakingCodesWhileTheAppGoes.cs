using System.Net;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RecoveryCodes;

/// <summary>New codes and the end of the last factor at the same moment: whichever comes first, no codes are left without a factor.</summary>
public sealed class MakingCodesWhileTheAppGoes
{
    private const int Rounds = 5;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-1")]
    public async Task Nobody_without_a_factor_has_codes(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering", policy => policy with { Recovery = RecoveryKind.Codes });
        var person = company.Administrator;
        for (var round = 0; round < Rounds; round++)
        {
            await server.Given.App(person);
            var browser = await server.Given.SignedIn(person);
            var app = (await server.AppsOf(person)).Single();
            var codes = await browser.Fill("/me/security/recovery-codes", ("kind", "codes"));
            var delete = (await browser.Get($"{Enrolling.AppPage}/{app.Id}")).Form(("name", app.Name)) with
            {
                Action = $"{Enrolling.AppPage}/{app.Id}?handler=delete",
            };

            var answers = await Task.WhenAll(new[] { codes, delete, codes }.Select(form => browser.Twin().Send(form)));

            Assert.DoesNotContain(answers, answer => answer.Status >= HttpStatusCode.InternalServerError);
            Assert.Empty(await server.AppsOf(person));
            Assert.False(await server.Read(tx => tx.Recovery.HasAny(person.User.Id)));
        }
    }
}
