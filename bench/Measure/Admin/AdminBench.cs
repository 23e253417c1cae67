using System.Diagnostics;
using System.Globalization;
using System.Net;
using Sallyport.Server.Tests.Host;

namespace Sallyport.Measure;

/// <summary>
/// What decisions about many people cost those who sign in meanwhile: the installation's date, the requirement of a large account with mail to all, the preview and the
/// list of users. On SQLite, and on PostgreSQL where there is one.
/// </summary>
internal static class AdminBench
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    public static async Task<int> Run(string program, int accounts, int users)
    {
        Console.WriteLine($"{accounts} accounts, {users} users, {users / 5} of them in one account");
        foreach (var postgres in new[] { null, Environment.GetEnvironmentVariable("SALLYPORT_TEST_POSTGRES") }.Distinct())
        {
            await using var database = postgres is null ? null : await Database.Create(postgres);
            await using var installation = new Installation(database?.ConnectionString);
            Console.WriteLine(postgres is null ? "SQLite" : "PostgreSQL");
            var watch = Stopwatch.StartNew();
            var people = new ManyPeople(installation);
            await people.Fill(accounts, users);
            Console.WriteLine($"  filled in {watch.Elapsed.TotalSeconds:F1} s");
            await Measure(program, installation.Folder, database?.ConnectionString, people);
        }
        return 0;
    }

    private static async Task Measure(string program, string folder, string? postgres, ManyPeople people)
    {
        using var mail = new MailSink();
        Environment.SetEnvironmentVariable("SALLYPORT_DATABASE", postgres);
        Environment.SetEnvironmentVariable("SALLYPORT_SMTP", mail.Address.ToString());
        Environment.SetEnvironmentVariable("SALLYPORT_MAIL_FROM", "measure@example.test");
        using var server = await ServerProcess.Start(program, "/sign-in", ServerProcess.FreeAddress(), folder);
        await using var traffic = new Traffic(server.Address, people.WithPassword);
        await using var locks = new LockWatch(folder, postgres);
        var round = new Round(program, folder, server, traffic, locks);
        await Task.Delay(TimeSpan.FromSeconds(5));
        round.Tell("nothing", TimeSpan.Zero);
        var future = DateTimeOffset.UtcNow.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var now = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await round.Say("installation set everybodyFrom, in a month", "installation", "set", "everybodyFrom=" + future);
        await round.Say("installation set everybodyFrom, now", "installation", "set", "everybodyFrom=" + now);
        await round.Say("installation set everybodyFrom=never", "installation", "set", "everybodyFrom=never");
        await round.Look();
        var queued = Stopwatch.StartNew();
        await round.Say(
            "require for all, with mail",
            "policy",
            "set",
            "--account",
            ManyPeople.Big,
            "--mail",
            "requirement=required",
            "graceDays=14"
        );
        await Task.Delay(TimeSpan.FromSeconds(20));
        round.Tell("the mails of it", queued.Elapsed);
        Console.WriteLine(
            $"  mails that left in {queued.Elapsed.TotalSeconds:F0} s: {mail.Taken}, {mail.Taken / queued.Elapsed.TotalSeconds:F0} a second"
        );
    }

    /// <summary>A server under traffic, and what is done to it.</summary>
    private sealed record Round(string Program, string Folder, ServerProcess Server, Traffic Traffic, LockWatch Locks)
    {
        public async Task Say(string what, params string[] arguments)
        {
            var watch = Stopwatch.StartNew();
            var start = new ProcessStartInfo(Program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["SALLYPORT_DATA"] = Folder;
            using var process = Process.Start(start)!;
            var (said, faults) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            using var patience = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(patience.Token);
            await said;
            var took = watch.Elapsed;
            await Task.Delay(TimeSpan.FromSeconds(5));
            Tell(process.ExitCode == 0 ? what : $"{what}: FAILED {(await faults).Trim()}", took);
        }

        public async Task Look()
        {
            using var browser = new Browser(Server.Address, IPAddress.Loopback);
            await browser.Submit("/sign-in", ("login", ManyPeople.Administrator), ("password", Installation.Password));
            var watch = Stopwatch.StartNew();
            await browser.Get("/account/users");
            Tell("list of users", watch.Elapsed);
            watch.Restart();
            await browser.Submit("/account/policy", ("requireMfa", "true"));
            Tell("preview of whom it reaches", watch.Elapsed);
        }

        public void Tell(string what, TimeSpan took) =>
            Console.WriteLine(
                $"  {what}: {took.TotalSeconds:F1} s; longest lock {Locks.TakeLongest().TotalMilliseconds:F0} ms; {Traffic.Take()}"
            );
    }
}
