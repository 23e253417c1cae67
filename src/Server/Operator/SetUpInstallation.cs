using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Operator;

/// <summary>What came of setting up.</summary>
public abstract record SetUpAnswer
{
    private SetUpAnswer() { }

    public sealed record Done(Core.Accounts.Account Account, Core.Accounts.User Operator) : SetUpAnswer;

    /// <summary>The link was used, has run out, or never was one.</summary>
    public sealed record LinkDead : SetUpAnswer;

    public sealed record Refused(CreatedAccount Why) : SetUpAnswer;
}

/// <summary>The first run: one link, printed at start, makes the first operator and the first account (ADMIN-10).</summary>
public sealed class SetUpInstallation(Database database, CreateAccount accounts, Settings settings)
{
    // Long enough for a coffee, short enough for a console's scroll-back; a new start prints a new one.
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);

    /// <summary>The link to print, or null where the installation is set up already. Each start makes a new one and ends the former.</summary>
    public async Task<Uri?> NewLink(CancellationToken cancel)
    {
        if ((await database.Read(tx => tx.Installation.Get(), cancel)).SetUpAt is not null)
            return null;
        var caller = Caller.OfSystem("start");
        var token = await database.Write(caller, MakeToken, cancel);
        return new Uri(settings.PublicUrl, "/setup?token=" + Uri.EscapeDataString(token));
    }

    public Task<bool> IsOpen(string token, CancellationToken cancel) =>
        database.Read(
            async tx =>
                await tx.Links.Find(TokenDigest.Of(token)) is { Purpose: LinkPurpose.SetUp } link
                && link.IsOpen(tx.Now)
                && (await tx.Installation.Get()).SetUpAt is null,
            cancel
        );

    /// <summary>Spends the link in the transaction that makes the account: a wrong field costs nothing, and of two that try at once one wins.</summary>
    public async Task<SetUpAnswer> SetUp(Caller caller, string token, NewAccount asked, CancellationToken cancel)
    {
        if (!await IsOpen(token, cancel))
            return new SetUpAnswer.LinkDead();
        var maker = caller with { Permissions = Enum.GetValues<Permission>().ToHashSet() };
        return await accounts.Create(maker, asked with { IsOperators = true }, tx => Spend(tx, token), cancel) switch
        {
            null => new SetUpAnswer.LinkDead(),
            CreatedAccount.Done done => new SetUpAnswer.Done(done.Account, done.Administrator),
            var why => new SetUpAnswer.Refused(why),
        };
    }

    private async Task<string> MakeToken(Transaction tx)
    {
        await tx.Links.EndPurpose(LinkPurpose.SetUp, tx.Now);
        var token = settings.SetupToken?.RevealText() ?? tx.Random.Token();
        await tx.Links.Renew(
            new OneTimeLink
            {
                TokenDigest = TokenDigest.Of(token),
                Purpose = LinkPurpose.SetUp,
                CreatedAt = tx.Now,
                ExpiresAt = tx.Now + LinkLife,
            }
        );
        return token;
    }

    private static async Task<bool> Spend(Transaction tx, string token)
    {
        if (!await tx.Links.Spend(TokenDigest.Of(token), tx.Now) || !await tx.Installation.MarkSetUp(tx.Now))
            return false;
        tx.Audit(Core.Audit.AuditEvent.Of(Core.Audit.AuditAction.InstallationSetUp, null, "", ""));
        return true;
    }
}
