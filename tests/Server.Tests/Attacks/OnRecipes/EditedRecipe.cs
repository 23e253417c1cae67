using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Xunit;

namespace Sallyport.Server.Tests.Attacks.OnRecipes;

/// <summary>A recipe as an operator has changed it, and what must hold all the same.</summary>
internal static class EditedRecipe
{
    // Sallyport's own among them: they are asked nothing, and lead to no application.
    private static readonly string[] Paths =
    [
        "/",
        "/plain",
        "/plain/x",
        "/in",
        "/admin",
        "/Admin/x",
        "/mine",
        "/.sallyport/plain",
        "/.sallyport/plain/plain",
        "/.sallyport/../plain",
        "/.sallyport/%2e%2e/plain",
        "/.sallyport/..;/plain",
        "/.sallyport/application",
        "/.sallyport/verify",
        "/.SALLYPORT/plain",
        "/.sallyport/plain%0a",
    ];

    /// <summary>Nothing that a client says of itself arrives, nobody passes who shows nothing, and nobody gets to <c>/admin</c> who may not.</summary>
    public static async Task StaysClosed(string kind, Func<string, string> edit)
    {
        await using var all = await BehindAProxy.Start(kind, edit);
        var (_, _, line) = await all.Key();

        await ForgedHeaders.LeaveNoTrace(all, all.Proxy, ForgedHeaders.Short);
        foreach (var path in Paths)
            Assert.False((await all.Get(path, "Remote-User: mallory")).Passed, path);
        foreach (var path in new[] { "/admin", "/Admin/x" })
            Assert.False((await all.Get(path, line)).Passed, path);
    }

    /// <summary>The recipe with one part in place of another.</summary>
    public static Func<string, string> Instead(string from, string to) =>
        text =>
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            return text.Replace(from, to, StringComparison.Ordinal);
        };
}
