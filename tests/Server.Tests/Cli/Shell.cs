using System.Text.Json;
using Sallyport.Server.Cli;
using Sallyport.Server.Tests.Host;

namespace Sallyport.Server.Tests.Cli;

/// <summary>What a run of the command line left behind.</summary>
public sealed record Ran(int Code, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out.Length > 0 ? Out : Error).RootElement;
}

/// <summary>Runs verbs in this process over a data folder of their own, or over a running server's.</summary>
public sealed class Shell : IDisposable
{
    private readonly bool isMine;
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);

    public Shell()
    {
        Folder = Directory.CreateTempSubdirectory("sallyport-cli-").FullName;
        isMine = true;
    }

    /// <summary>Beside that server.</summary>
    public Shell(TestServer server)
    {
        Folder = server.Settings.DataFolder;
        environment["SALLYPORT_URLS"] = string.Join(';', server.Settings.Urls);
        if (server.Settings.Database is { } database)
            environment["SALLYPORT_DATABASE"] = database.RevealText();
    }

    public string Folder { get; }

    public Shell With(string name, string value)
    {
        environment[name] = value;
        return this;
    }

    /// <param name="line">The words behind <c>sallyport</c>, none with a space in it.</param>
    /// <param name="typed">What is piped in.</param>
    public async Task<Ran> Run(string line, string typed = "")
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader(typed);
        var terminal = new Terminal(input, output, error, environment.GetValueOrDefault) { Names = environment.Keys };
        var code = await CommandLine.Run([.. line.Split(' '), "--data", Folder], terminal);
        return new Ran(code, output.ToString(), error.ToString());
    }

    public Task<Ran> MakeAcme(string preset = "strict") =>
        Run(
            $"account create --handle acme --name Acme --preset {preset} --login admin --email admin@acme.test --password-stdin --json",
            Person.UsualPassword + "\n"
        );

    public void Dispose()
    {
        if (isMine)
            Directory.Delete(Folder, recursive: true);
    }
}
