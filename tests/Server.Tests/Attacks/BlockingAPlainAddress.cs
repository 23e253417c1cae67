using Dapper;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.SignIn;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>An address with compatibility letters (ﬁn@) that is one address with the plain one and another mailbox.</summary>
[Keeps("SIGN-1")]
public sealed class BlockingAPlainAddress
{
    private const string Ligature = "ﬁn@acme.test";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_is_stored_and_mailed_is_the_plain_address(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");

        var made = await Add(server, company, "fin", Ligature);

        Assert.Equal("fin@acme.test", Assert.IsType<CreatedUser.Done>(made).User.Email);
        Assert.IsType<CreatedUser.Refused>(await Add(server, company, "second", "ＦＩＮ@acme.test"));
        Assert.Equal("fin", (await server.Read(tx => FindSigner.Find(tx, Ligature, null)))?.Login);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Who_was_stored_so_before_signs_in_and_blocks_nobody(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var other = await server.Given.Account("numbering");
        var stored = Assert.IsType<CreatedUser.Done>(await Add(server, company, "legacy", "fin@acme.test")).User;
        // As the version before stored it.
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync("UPDATE users SET email = @Ligature WHERE id = @Id", new { Ligature, stored.Id });
        Assert.Equal(stored.Id, await Signer(server, Ligature));
        Assert.Equal(stored.Id, await Signer(server, "fin@acme.test"));

        var plain = Assert.IsType<CreatedUser.Done>(await Add(server, other, "fin", "fin@acme.test")).User;

        Assert.Equal(stored.Id, await Signer(server, Ligature));
        Assert.Equal(plain.Id, await Signer(server, "fin@acme.test"));
        Assert.IsType<CreatedUser.Refused>(await Add(server, company, "third", "FIN@acme.test"));
        Assert.IsType<CreatedUser.Refused>(await Add(server, company, "third", Ligature));
    }

    private static Task<CreatedUser> Add(TestServer server, Company company, string login, string email) =>
        server
            .Get<CreateUser>()
            .Create(
                Caller.OfCommandLine("test"),
                company.Account,
                new NewUser { Login = login, Email = email },
                CancellationToken.None
            );

    private static Task<string?> Signer(TestServer server, string typed) =>
        server.Read(async tx => (await FindSigner.Find(tx, typed, null))?.Id);
}
