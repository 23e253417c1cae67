using System.Globalization;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.Tests.Cli;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SecurityKeys;

/// <summary><c>sallyport fido-metadata update FILE</c>, and what servers make of it.</summary>
public sealed class BringingInMetadata : IDisposable
{
    private static readonly Guid Model = new("11111111-2222-3333-4444-555555555555");

    private readonly SoftMaker issuer = new("Issuer of metadata");
    private readonly SoftMaker maker = new();
    private readonly SoftMetadata metadata;
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-metadata-").FullName;

    public BringingInMetadata()
    {
        metadata = new SoftMetadata(issuer);
        metadata.Add(Model, "Acme Key One", maker.Root);
        File.WriteAllText(RootFile, System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", issuer.Root));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("M-1")]
    [Keeps("M-2")]
    public async Task Every_node_goes_by_it_and_by_its_own_root(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind, settings: s => s with { FidoRootFile = RootFile });
        await using var second = await server.Second();
        using var shell = new Shell(server).With("SALLYPORT_FIDO_ROOT_FILE", RootFile);
        var (mine, theirs) = (server.Get<FidoMetadata>(), second.Get<FidoMetadata>());
        Assert.Null(mine.Find(Model, null));

        var done = await shell.Run($"fido-metadata update {Write()} --json");
        await mine.Follow(default);
        await theirs.Follow(default);

        Assert.Equal(7, done.Json.GetProperty("number").GetInt64());
        Assert.Equal("Acme Key One", mine.Find(Model, null)?.Description);
        Assert.Equal("Acme Key One", theirs.Find(Model, null)?.Description);
        var shown = await shell.Run("fido-metadata show --json");
        Assert.Equal("2030-01-01", shown.Json.GetProperty("nextUpdate").GetString());
        Assert.Equal("CN=Metadata of Acme", shown.Json.GetProperty("signer").GetString());
        Assert.Equal(1, await Updates(server));
    }

    [Fact]
    [Keeps("M-2")]
    public async Task An_older_issue_does_not_take_the_place_of_a_newer()
    {
        using var shell = new Shell().With("SALLYPORT_FIDO_ROOT_FILE", RootFile);
        Assert.Equal(0, (await shell.Run($"fido-metadata update {Write()}")).Code);
        metadata.Number = 6;

        var refused = await shell.Run($"fido-metadata update {Write()} --json");

        Assert.Equal("older", refused.Json.GetProperty("error").GetString());
        Assert.Equal(7, (await shell.Run("fido-metadata show --json")).Json.GetProperty("number").GetInt64());
    }

    [Fact]
    [Keeps("M-7")]
    public async Task Without_a_root_or_with_a_broken_file_nothing_is_kept_and_the_server_starts()
    {
        using var other = new SoftMaker();
        using var shell = new Shell();
        var file = Write();

        Assert.Equal("no_root", (await shell.Run($"fido-metadata update {file} --json")).Json.GetProperty("error").GetString());
        shell.With("SALLYPORT_FIDO_ROOT_FILE", RootFile);
        await File.WriteAllTextAsync(file, "nonsense");
        Assert.Equal("malformed", (await shell.Run($"fido-metadata update {file} --json")).Json.GetProperty("error").GetString());
        await File.WriteAllTextAsync(file, new SoftMetadata(other).Token());
        Assert.Equal("chain", (await shell.Run($"fido-metadata update {file} --json")).Json.GetProperty("error").GetString());
        Assert.Equal(1, (await shell.Run($"fido-metadata update {file}.not")).Code);
        Assert.Contains("no metadata", (await shell.Run("fido-metadata show")).Out, StringComparison.Ordinal);

        await using var server = await TestServer.Start(settings: s => s with { FidoRootFile = RootFile + ".not" });
        Assert.Null(server.Get<FidoMetadata>().Find(Model, null));
    }

    [Fact]
    [Keeps("M-7")]
    public async Task What_was_changed_in_the_database_is_not_believed()
    {
        await using var server = await TestServer.Start(settings: s => s with { FidoRootFile = RootFile });
        using var shell = new Shell(server).With("SALLYPORT_FIDO_ROOT_FILE", RootFile);
        await shell.Run($"fido-metadata update {Write()}");
        metadata.Entries.Clear();
        var forged = metadata.Token(bytes => [.. bytes, 0]);
        var isKept = await server.Write(tx =>
            tx.FidoMetadata.Keep(
                new()
                {
                    Number = 7,
                    Token = forged,
                    ImportedAt = tx.Now,
                }
            )
        );
        Assert.True(isKept);

        await server.Get<FidoMetadata>().Follow(default);

        Assert.Null(server.Get<FidoMetadata>().Find(Model, null));
        Assert.Equal("signature", (await shell.Run("fido-metadata show --json")).Json.GetProperty("error").GetString());
    }

    public void Dispose()
    {
        issuer.Dispose();
        maker.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string RootFile => Path.Combine(folder, "root.pem");

    private string Write()
    {
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"blob-{metadata.Number}.jwt"));
        File.WriteAllText(file, metadata.Token() + "\n");
        return file;
    }

    private static async Task<int> Updates(TestServer server)
    {
        var action = Words.Snake(AuditAction.FidoMetadataUpdated);
        var rows = await server.Read(tx =>
            tx.AuditTrail.Page(new Storage.Tables.AuditQuestion(AuditChain.Installation, null, null, "", action, 10, 0))
        );
        return rows.Count;
    }
}
