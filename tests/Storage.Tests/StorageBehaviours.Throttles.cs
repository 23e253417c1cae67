using Dapper;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    [Fact]
    [Keeps("SIGN-7")]
    public async Task Attempts_at_once_are_counted_one_by_one()
    {
        var limits = ThrottleLimits.Authenticator;

        var answers = await Nodes.AtOnce(Crowd, tx => tx.Throttles.Reserve("user:1", limits, Now));

        var granted = answers.OfType<Admission.Granted>().Select(a => a.Failures).Order();
        Assert.Equal(Enumerable.Range(1, limits.Free), granted);
        Assert.All(answers.OfType<Admission.Wait>(), wait => Assert.True(wait.Until > Now));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task However_long_one_waits_in_between_the_stop_is_hard()
    {
        var limits = ThrottleLimits.Authenticator;
        var granted = 0;
        for (var i = 0; i < limits.HardStop + 5; i++)
            if (await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now.AddDays(i))) is Admission.Granted)
                granted++;

        Assert.Equal(limits.HardStop, granted);
        Assert.IsType<Admission.Stopped>(await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now.AddYears(9))));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task Success_forgives_and_what_was_no_guess_is_given_back()
    {
        var limits = ThrottleLimits.Authenticator;
        for (var i = 0; i < limits.Free; i++)
            await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now));
        Assert.IsType<Admission.Wait>(await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now)));

        await Nodes.Write(tx => tx.Throttles.Refund("user:1", "", Now));
        Assert.IsType<Admission.Granted>(await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now)));

        await Nodes.Write(tx => tx.Throttles.Reset("user:1"));
        Assert.Equal(new Admission.Granted(1), await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now)));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task An_address_gets_its_burst_and_no_more_however_many_come_at_once()
    {
        var answers = await Nodes.AtOnce(Crowd, tx => tx.Throttles.ReserveAddress("192.0.2.1", Now));

        Assert.Equal(AddressBudget.Burst, answers.Count(until => until is null));
        Assert.Null(await Nodes.Write(tx => tx.Throttles.ReserveAddress("192.0.2.2", Now)));
        await Nodes.Write(tx => tx.Throttles.RefundAddress("192.0.2.1"));
        Assert.Null(await Nodes.Write(tx => tx.Throttles.ReserveAddress("192.0.2.1", Now)));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task Time_forgets_no_failure()
    {
        var limits = ThrottleLimits.Authenticator;
        await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now));
        await Nodes.Write(tx => tx.Throttles.Reserve("user:2", limits, Now));
        await Nodes.Write(tx => tx.Throttles.Reset("user:2"));

        await Nodes.Write(tx => tx.Throttles.Forget(Now.AddYears(1)));

        Assert.Equal(new Admission.Granted(2), await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now)));
        Assert.Equal(new Admission.Granted(1), await Nodes.Write(tx => tx.Throttles.Reserve("user:2", limits, Now)));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task Successes_in_between_leave_no_hole_for_attempts_at_once()
    {
        var limits = ThrottleLimits.Authenticator;

        var answers = await Nodes.AtOnce(
            Crowd,
            async (tx, i) =>
            {
                if (i % 10 == 0)
                    await tx.Throttles.Reset("user:1");
                return await tx.Throttles.Reserve("user:1", limits, Now);
            }
        );

        // The first run of free attempts is nobody's success; each success begins one more.
        const int Successes = Crowd / 10;
        Assert.InRange(answers.OfType<Admission.Granted>().Count(), limits.Free, limits.Free * (Successes + 1));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task Right_ones_and_wrong_ones_at_once_on_two_nodes_are_settled_one_by_one()
    {
        var limits = ThrottleLimits.Authenticator;
        string[] attempts = ["a", "b", "c", "d", "e"];
        var granted = await Nodes.AtOnce(5, (tx, i) => tx.Throttles.Reserve("user:1", limits, Now, attempts[i]));
        Assert.All(granted, admission => Assert.IsType<Admission.Granted>(admission));
        Assert.IsType<Admission.Undecided>(await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now, "f")));

        await Nodes.AtOnce(
            4,
            async (tx, i) =>
            {
                if (i == 0)
                    await tx.Throttles.Succeed("user:1", attempts[i], Now);
                else if (i == 1)
                    await tx.Throttles.Refund("user:1", attempts[i], Now);
                else
                    await tx.Throttles.Fail("user:1", attempts[i], Now);
                return true;
            }
        );

        // The last one is still in flight, whatever was forgiven: it, and those that failed after the success.
        var next = Assert.IsType<Admission.Granted>(await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now, "g")));
        Assert.InRange(next.Failures, 2, 4);
        await Nodes.Write(tx => tx.Throttles.Succeed("user:1", "e", Now));
        Assert.Equal(new Admission.Granted(2), await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now)));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task However_many_reserve_and_are_wrong_at_once_none_is_evaluated_beyond_the_free_tries()
    {
        var limits = ThrottleLimits.Authenticator;
        var evaluated = 0;

        await Nodes.AtOnce(
            Crowd,
            async (tx, i) =>
            {
                if (await tx.Throttles.Reserve("user:1", limits, Now, $"{i}") is Admission.Granted)
                    Interlocked.Increment(ref evaluated);
                return true;
            }
        );
        for (var i = 0; i < Crowd; i++)
            await Nodes.Write(tx => tx.Throttles.Fail("user:1", $"{i}", Now));

        Assert.Equal(limits.Free, evaluated);
        Assert.IsType<Admission.Wait>(await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now, "x")));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task An_address_that_is_right_gets_its_tries_back_and_one_that_is_wrong_does_not()
    {
        await Nodes.AtOnce(AddressBudget.Burst, (tx, i) => tx.Throttles.ReserveAddress("192.0.2.1", Now, $"{i}"));
        var budget = await Nodes.Write(tx => tx.Throttles.LockAddress("192.0.2.1", Now));
        Assert.Equal(AddressBudget.Burst, budget.InFlight.Count(Now));

        await Nodes.Write(tx => tx.Throttles.RefundAddress("192.0.2.1", "3"));
        await Nodes.Write(tx => tx.Throttles.FailAddress("192.0.2.1", "4"));

        budget = await Nodes.Write(tx => tx.Throttles.LockAddress("192.0.2.1", Now));
        Assert.Equal((1.0, AddressBudget.Burst - 2), (budget.Tokens, budget.InFlight.Count(Now)));
    }

    /// <summary>A node of the version before knows nothing of attempts in flight.</summary>
    [Fact]
    [Keeps("SIGN-7")]
    public async Task A_counter_that_a_former_version_resets_meanwhile_stays_in_order()
    {
        var limits = ThrottleLimits.Authenticator;
        await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now, "a"));
        await using (var connection = await Nodes.First.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync("UPDATE throttles SET failures = 0, blocked_until = NULL WHERE id = 'user:1'");

        await Nodes.Write(tx => tx.Throttles.Refund("user:1", "a", Now));

        Assert.Equal(new Admission.Granted(1), await Nodes.Write(tx => tx.Throttles.Reserve("user:1", limits, Now)));
    }
}
