using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    [Fact]
    [Keeps("ADMIN-9"), Keeps("MUST-7")]
    public async Task Mails_with_one_once_key_are_one_mail()
    {
        var added = await Nodes.AtOnce(20, tx => tx.Outbox.Add(SomeMail("policy:7:anna"), Now));

        Assert.Equal(1, added.Sum());
        Assert.Single(await Nodes.Read(tx => tx.Outbox.Waiting(10)));
        Assert.Equal(1, await Nodes.Write(tx => tx.Outbox.Add(SomeMail("policy:8:anna"), Now)));
        Assert.Equal(1, await Nodes.Write(tx => tx.Outbox.Add(SomeMail(), Now)));
        Assert.Equal(1, await Nodes.Write(tx => tx.Outbox.Add(SomeMail(), Now)));
    }

    [Fact]
    [Keeps("ADMIN-9")]
    public async Task Two_nodes_that_send_take_each_mail_once()
    {
        const int Mails = 30;
        await Nodes.Write(async tx =>
        {
            for (var i = 0; i < Mails; i++)
                await tx.Outbox.Add(SomeMail(), Now);
        });

        var taken = await Task.WhenAll(TakeAll(Nodes.First), TakeAll(Nodes.Second), TakeAll(Nodes.First), TakeAll(Nodes.Second));

        Assert.Equal(Mails, taken.Sum(ids => ids.Count));
        Assert.Equal(Mails, taken.SelectMany(ids => ids).Distinct().Count());
    }

    [Fact]
    [Keeps("ADMIN-9")]
    public async Task A_mail_whose_sender_died_comes_back_and_a_sent_one_is_wiped()
    {
        await Nodes.Write(tx => tx.Outbox.Add(SomeMail(), Now));
        var until = Now.AddMinutes(5);
        var first = await Nodes.Write(tx => tx.Outbox.Take(Now, until));

        Assert.Null(await Nodes.Write(tx => tx.Outbox.Take(Now, until)));
        var again = await Nodes.Write(tx => tx.Outbox.Take(until, until.AddMinutes(5)));
        Assert.Equal(first!.Id, again!.Id);
        Assert.Equal("It was changed.", (await Nodes.Read(tx => Task.FromResult(tx.Outbox.Open(again)))).Text);

        await Nodes.Write(tx => tx.Outbox.MarkSent(again.Id, until));
        Assert.Null(await Nodes.Write(tx => tx.Outbox.Take(until.AddDays(1), until.AddDays(2))));
        Assert.Empty(await Nodes.Read(tx => tx.Outbox.Waiting(10)));
    }

    private static async Task<List<string>> TakeAll(Database node)
    {
        var taken = new List<string>();
        while (await node.Write(Caller.OfSystem("mail"), tx => tx.Outbox.Take(Now, Now.AddMinutes(5))) is { } row)
            taken.Add(row.Id);
        return taken;
    }
}
