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

        await Nodes.Write(tx => tx.Throttles.Refund("user:1"));
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
}
