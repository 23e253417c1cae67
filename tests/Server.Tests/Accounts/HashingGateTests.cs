using Sallyport.Server.Accounts;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

public sealed class HashingGateTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private readonly ManualResetEventSlim done = new();

    public void Dispose() => done.Dispose();

    [Fact]
    [Keeps("V15.2.2")]
    public async Task What_neither_fits_nor_may_wait_is_told_busy_at_once()
    {
        using var gate = new HashingGate(atOnce: 2, waiting: 3, Long);
        var inside = Enumerable.Range(0, 5).Select(_ => gate.Run(Work, "busy")).ToList();
        Assert.Equal("busy", await gate.Run(Work, "busy"));
        Assert.All(inside, each => Assert.False(each.IsCompleted));
        done.Set();
        Assert.All(await Task.WhenAll(inside), answer => Assert.Equal("done", answer));
        Assert.Equal("done", await gate.Run(Work, "busy"));
    }

    [Fact]
    [Keeps("V15.2.2")]
    public async Task Who_waits_too_long_is_told_busy_and_its_work_is_not_done()
    {
        using var gate = new HashingGate(atOnce: 1, waiting: 1, TimeSpan.FromMilliseconds(50));
        var inside = gate.Run(Work, "busy");
        var worked = false;
        Assert.Equal("busy", await gate.Run(Mark, "busy"));
        done.Set();
        Assert.Equal("done", await inside);
        Assert.False(worked);

        string Mark()
        {
            worked = true;
            return "done";
        }
    }

    [Fact]
    public async Task Never_more_work_at_once_than_allowed()
    {
        using var gate = new HashingGate(atOnce: 2, waiting: 100, Long);
        var (now, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => gate.Run(Count, false)));
        Assert.InRange(most, 1, 2);

        bool Count()
        {
            var inside = Interlocked.Increment(ref now);
            lock (done)
                most = Math.Max(most, inside);
            Thread.Sleep(5);
            Interlocked.Decrement(ref now);
            return true;
        }
    }

    [Fact]
    public async Task Work_that_fails_leaves_its_place()
    {
        using var gate = new HashingGate(atOnce: 1, waiting: 0, Long);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            gate.Run<string>(() => throw new InvalidOperationException(), "busy")
        );
        done.Set();
        Assert.Equal("done", await gate.Run(Work, "busy"));
    }

    [Fact]
    public async Task Who_goes_away_waits_no_longer()
    {
        using var gate = new HashingGate(atOnce: 1, waiting: 1, Long);
        using var gone = new CancellationTokenSource();
        var inside = gate.Run(Work, "busy");
        var waiting = gate.Run(Work, "busy", gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        done.Set();
        Assert.Equal("done", await inside);
    }

    [Fact]
    [Keeps("V15.2.2")]
    public async Task A_busy_gate_checks_no_password()
    {
        using var gate = new HashingGate(atOnce: 1, waiting: 0, Long);
        var inside = gate.Run(Work, "busy");
        var schemes = new HashingSchemes(new Pbkdf2(new RealRandom(), 1_000));
        var passwords = new PasswordHashing(schemes, gate);
        var codes = new CodeHashing(schemes, gate);
        Assert.Equal(PasswordCheck.Busy, await passwords.Check("x", null));
        Assert.IsType<HashedPassword.Busy>(await passwords.Hash("x"));
        Assert.Null(await codes.Hash(["AAAA"]));
        Assert.IsType<CodeSearch.Busy>(await codes.Find("AAAA", []));
        done.Set();
        await inside;
    }

    private string Work()
    {
        done.Wait();
        return "done";
    }
}
