using Xunit;

namespace Sallyport.Server.Tests.Cli;

/// <summary>What is sealed cannot be opened without its key: nothing goes on, and no new key is made in its place.</summary>
public sealed class LosingTheKeyFile
{
    [Fact]
    public async Task Without_the_file_every_verb_refuses_and_names_key_and_setting()
    {
        using var shell = new Shell();
        await shell.MakeAcme();
        var file = Path.Combine(shell.Folder, "sallyport.keys");
        var id = IdIn(await File.ReadAllTextAsync(file));
        File.Move(file, file + ".elsewhere");

        var refused = await shell.Run("policy show --account acme");

        Assert.Equal(1, refused.Code);
        Assert.Contains(id, refused.Error, StringComparison.Ordinal);
        Assert.Contains("SALLYPORT_KEY_FILE", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
        Assert.Equal(0, (await shell.Run($"policy show --account acme --key-file {file}.elsewhere")).Code);
    }

    [Fact]
    public async Task A_damaged_file_is_refused_and_left_as_it_is()
    {
        using var shell = new Shell();
        await shell.MakeAcme();
        var file = Path.Combine(shell.Folder, "sallyport.keys");
        var damaged = (await File.ReadAllTextAsync(file)).Replace("key ", "kay ", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, damaged);

        var refused = await shell.Run("keys rotate");

        Assert.Equal(1, refused.Code);
        Assert.Contains("damaged", refused.Error, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task The_file_of_another_installation_is_refused()
    {
        using var shell = new Shell();
        using var other = new Shell();
        await shell.MakeAcme();
        await other.MakeAcme();

        var refused = await shell.Run($"policy show --account acme --key-file {Path.Combine(other.Folder, "sallyport.keys")}");

        Assert.Equal(1, refused.Code);
        Assert.Contains("bring the key file back", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no file modes.");
        using var shell = new Shell();
        await shell.MakeAcme();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                Path.Combine(shell.Folder, "sallyport.keys"),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
            );

        var refused = await shell.Run("policy show --account acme");

        Assert.Equal(1, refused.Code);
        Assert.Contains("chmod 600", refused.Error, StringComparison.Ordinal);
    }

    private static string IdIn(string file) =>
        file.Split('\n').First(line => line.StartsWith("key ", StringComparison.Ordinal)).Split(' ')[1];
}
