using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.RecoveryCodes;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage;

namespace Sallyport.Measure;

/// <summary>
/// kill -9 at random moments of enrolment and recovery. After each restart: no factor without its owner's word that it exists being kept, no codes without a factor,
/// and no recovery code that passes twice (F1).
/// </summary>
internal static class Kill
{
    private static readonly Random Moments = new(20_26);

    public static async Task<int> Run(string published, int rounds)
    {
        await using var installation = new Installation();
        await installation.Fill(
            "strict",
            Enumerable.Range(0, rounds).Select(n => ($"user{n:D4}", Core.Accounts.UserStatus.Active))
        );
        var faults = 0;
        var interrupted = 0;
        for (var round = 0; round < rounds; round++)
        {
            var story = new Story($"user{round:D4}@acme.test");
            var address = ServerProcess.FreeAddress();
            using (var server = await ServerProcess.Start(published, "/health/live", address, installation.Folder))
            {
                var living = story.Live(address);
                await Task.WhenAny(living, Task.Delay(Moments.Next(5, 900)));
                server.Kill();
                interrupted += await Ended(living) ? 0 : 1;
            }
            var fault = await Check(installation, story) ?? await CheckRunning(published, installation, story);
            if (fault is null)
                continue;
            faults++;
            Console.WriteLine($"round {round}: {fault}");
        }
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{rounds} rounds, {interrupted} interrupted, {faults} faults")
        );
        return faults == 0 ? 0 : 1;
    }

    private static async Task<bool> Ended(Task living)
    {
        try
        {
            await living;
            return true;
        }
        catch (Exception cut)
            when (cut
                    is HttpRequestException
                        or IOException
                        or InvalidOperationException
                        or TaskCanceledException
                        or SocketException
            )
        {
            return false;
        }
    }

    // What the database holds must agree with what the person was told.
    private static async Task<string?> Check(Installation installation, Story story)
    {
        await using var storage = await installation.Open();
        return await storage.Database.Read(tx => Check(tx, story));
    }

    private static async Task<string?> Check(Transaction tx, Story story)
    {
        var user = (await tx.Users.FindByEmail(story.Email))!;
        var factors = await tx.Factors.Of(user.Id);
        var codes = (await tx.Recovery.ActiveCodes(user.Id)).Count;
        if (!factors.MfaOn && codes > 0)
            return "codes without a factor";
        if (story.Codes.Count > 0 && !factors.MfaOn)
            return "codes were shown, and there is no factor";
        if (factors.MfaOn && codes != RecoveryCode.SetSize)
            return "a factor without its codes";
        var chain = await tx.AuditTrail.Chain(user.AccountId, 0, int.MaxValue);
        return Core.Audit.AuditChain.FirstBreak(chain) is { } at ? $"the audit chain breaks at {at}" : null;
    }

    // A code that opened a session opens no second one; a code that was cut off passes at most once.
    private static async Task<string?> CheckRunning(string published, Installation installation, Story story)
    {
        if (story.TriedCode is not { } code)
            return null;
        var address = ServerProcess.FreeAddress();
        using var server = await ServerProcess.Start(published, "/health/live", address, installation.Folder);
        var passed = story.SpentCode is null ? 0 : 1;
        for (var i = 0; i < 2; i++)
            passed += await story.Recover(address, code) ? 1 : 0;
        return passed > 1 ? "a recovery code passed twice" : null;
    }

    /// <summary>What one person does until the lights go out, and what was answered.</summary>
    private sealed class Story(string email)
    {
        public string Email => email;
        public IReadOnlyList<string> Codes { get; private set; } = [];

        /// <summary>The recovery code that was sent, whether an answer came or not.</summary>
        public string? TriedCode { get; private set; }

        /// <summary>The recovery code that was answered with a session.</summary>
        public string? SpentCode { get; private set; }

        public async Task Live(Uri server)
        {
            using var browser = new Browser(server, IPAddress.Loopback);
            await browser.Submit("/sign-in", ("login", email), ("password", Installation.Password));
            await browser.Get("/me/security/authenticator-app");
            var seed = SeedOn(browser.Page);
            await browser.Submit(("code", Totp.Code(seed, Totp.StepAt(DateTimeOffset.UtcNow))));
            Codes = browser.Page.TextsOf(".codes code");
            TriedCode = Codes[0];
            if (await Recover(server, TriedCode))
                SpentCode = TriedCode;
        }

        public async Task<bool> Recover(Uri server, string code)
        {
            using var browser = new Browser(server, IPAddress.Loopback);
            await browser.Submit("/sign-in", ("login", email), ("password", Installation.Password));
            await browser.Submit("/sign-in/recovery", ("code", code));
            return browser.Cookies["sid"] is not null;
        }

        private static byte[] SeedOn(Page page)
        {
            var address = page
                .Document.QuerySelectorAll("code")
                .Select(e => e.TextContent)
                .First(t => t.StartsWith("otpauth:", StringComparison.Ordinal));
            return KeyUri.Parse(address)!.Seed.Reveal().ToArray();
        }
    }
}
