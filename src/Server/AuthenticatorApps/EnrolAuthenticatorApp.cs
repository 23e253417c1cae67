using System.Security.Cryptography;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>What is posted to make a pending app count.</summary>
/// <param name="UserId">Whose app it will be.</param>
/// <param name="Typed">The code that the app shows.</param>
/// <param name="Name">What to call it; a number is put behind it where the user has one of that name.</param>
/// <param name="CodesShown">Which recovery codes were shown with the key (<see cref="ShownCodes.Ids"/>); empty: none.</param>
/// <param name="CodesSaved">The person says that they are saved.</param>
public sealed record FirstCode(string UserId, string Typed, string Name, string CodesShown = "", bool CodesSaved = false);

/// <summary>What came of the first code.</summary>
public abstract record EnrolledApp
{
    private EnrolledApp() { }

    /// <param name="App">It counts from now on.</param>
    /// <param name="IsChange">It took the place of another one.</param>
    /// <param name="SessionsEnded">Of the same user, elsewhere.</param>
    /// <param name="Codes">New recovery codes, in the clear for this one answer; empty where there are none to show.</param>
    /// <param name="Token">The session's new secret; null where an administrator did it for somebody.</param>
    public sealed record Done(
        AuthenticatorApp App,
        bool IsChange,
        int SessionsEnded,
        IReadOnlyList<PreparedSet> Codes,
        string? Token
    ) : EnrolledApp;

    /// <param name="ClockOff">How far the phone's clock seems off, positive where it is ahead; null where it does not.</param>
    public sealed record Wrong(TimeSpan? ClockOff) : EnrolledApp;

    /// <summary>No six digits.</summary>
    public sealed record Unreadable : EnrolledApp;

    /// <summary>Nothing is pending in this session: confirmed, cancelled, begun anew elsewhere, or older than ten minutes.</summary>
    public sealed record NothingPending : EnrolledApp;

    /// <summary>The page was overtaken by a newer one: the codes on it would not work. Nothing was changed, and the key stays.</summary>
    public sealed record OtherCodes : EnrolledApp;

    /// <summary>This node's clock is wrong, so that it checks no codes. The key stays.</summary>
    public sealed record ClockWrong : EnrolledApp;

    /// <summary>Too many are hashing: nothing was changed, and the key stays.</summary>
    public sealed record Busy : EnrolledApp;
}

/// <summary>Makes a pending app count, by its first right code (APP-2). From then on it is a factor, and codes count with it.</summary>
public sealed class EnrolAuthenticatorApp(Database database, PrepareRecoveryCodes prepare, HandOutCodes codes, QueueMail mail)
{
    public async Task<EnrolledApp> Confirm(Caller caller, FirstCode asked, CancellationToken cancel)
    {
        if (await database.Read(tx => Look(tx, caller, asked), cancel) is not { } seen)
            return new EnrolledApp.NothingPending();
        if (!database.Offset.MayCheckCodes)
            return new EnrolledApp.ClockWrong();
        if (!seen.HasSeenCodes)
            return new EnrolledApp.OtherCodes();
        var seed = seen.Seed.Reveal();
        if (TypedCode.Parse(asked.Typed) is not { } code)
            return new EnrolledApp.Unreadable();
        if (Totp.Match(seed, code, seen.Now) is not { } step)
            return await Refuse(caller, asked.UserId, ClockSkew.Of(seed, code, seen.Now), cancel);
        return await prepare.Prepare(seen.Kinds, cancel) is { } sets
            ? await database.Write(caller, tx => Act(tx, asked, seen.SetupId, step, sets), cancel)
            : new EnrolledApp.Busy();
    }

    private static async Task<Seen?> Look(Transaction tx, Caller caller, FirstCode asked)
    {
        if (
            await FactorOwner.Find(tx, caller, asked.UserId) is not { } owner
            || await BeginAppSetup.PendingOf(tx, caller, asked.UserId) is not { } setup
        )
            return null;
        var seed = new Secret(tx.Sealer.Open(setup.SealedSeed, SeedPlace.OfSetup(setup.Id)));
        // The codes belong to the user: one set, whatever the number of methods, and never in an administrator's hands (RECOV-3).
        var kinds = owner.IsCaller ? await HandOutCodes.KindsAfter(tx, asked.UserId, owner.Policy) : [];
        return new Seen(setup.Id, seed, kinds, await HandOutCodes.HasSeen(tx, asked.UserId, asked.CodesShown), tx.Now);
    }

    // No limit on tries: whoever has this page has the key itself.
    private async Task<EnrolledApp> Refuse(Caller caller, string userId, TimeSpan? clockOff, CancellationToken cancel)
    {
        await database.Write(
            caller,
            async tx =>
            {
                if (await FactorOwner.Find(tx, caller, userId) is { } owner)
                    tx.Audit(
                        AuditEvent
                            .Of(AuditAction.AppAdded, owner.Account.Id, userId, owner.User.Login)
                            .Refused(clockOff is null ? "wrong_code" : "clock_off")
                    );
            },
            cancel
        );
        return new EnrolledApp.Wrong(clockOff);
    }

    private async Task<EnrolledApp> Act(
        Transaction tx,
        FirstCode asked,
        string setupId,
        long step,
        IReadOnlyList<PreparedSet> sets
    )
    {
        // Everything that was read before the hashes were computed is read again. Of all requests with the right code one spends the set-up.
        if (
            await FactorOwner.Lock(tx, asked.UserId) is not { } owner
            || await BeginAppSetup.PendingOf(tx, tx.Caller, asked.UserId) is not { } setup
            || setup.Id != setupId
        )
            return new EnrolledApp.NothingPending();
        if (!await HandOutCodes.HasSeen(tx, asked.UserId, asked.CodesShown))
            return new EnrolledApp.OtherCodes();
        if (!await tx.AppSetups.Spend(setupId))
            return new EnrolledApp.NothingPending();
        var isChange = setup.ReplacesAppId is { } old && await tx.Apps.Remove(asked.UserId, old) > 0;
        await tx.Apps.RemoveTrials(asked.UserId);
        var app = await Add(tx, setup, asked, step);
        sets = await codes.Activate(tx, owner.User, sets, asked.CodesSaved);
        var ended = await owner.EndWhatItOpened(tx);
        var token = await owner.FreeSession(tx);
        await Tell(tx, owner, app, isChange, ended);
        return new EnrolledApp.Done(app, isChange, ended, sets, token);
    }

    private static async Task<AuthenticatorApp> Add(Transaction tx, AppSetup setup, FirstCode asked, long step)
    {
        var id = tx.Random.Id();
        var names = (await tx.Apps.Of(asked.UserId)).Select(other => other.Name).ToList();
        var seed = tx.Sealer.Open(setup.SealedSeed, SeedPlace.OfSetup(setup.Id));
        var app = new AuthenticatorApp
        {
            Id = id,
            UserId = asked.UserId,
            Name = FactorName.Free(asked.Name, names),
            SealedSeed = tx.Sealer.Seal(seed, SeedPlace.OfApp(id)),
            CreatedAt = tx.Now,
            ProvedAt = tx.Now,
            // The code that proved it is spent by it.
            LastStep = step,
            LastUsedAt = tx.Now,
        };
        CryptographicOperations.ZeroMemory(seed);
        await tx.Apps.Add(app);
        return app;
    }

    private async Task Tell(Transaction tx, FactorOwner owner, AuthenticatorApp app, bool isChange, int ended)
    {
        var action = isChange ? AuditAction.AppReplaced : AuditAction.AppAdded;
        tx.Audit(
            AuditEvent
                .Of(action, owner.Account.Id, owner.User.Id, owner.User.Login)
                .With("app", app.Id)
                .With("name", app.Name)
                .With("sessionsEnded", $"{ended}")
        );
        await mail.Queue(
            tx,
            isChange ? MailKind.AppReplaced : MailKind.AppAdded,
            owner.User,
            owner.Account,
            new MailFacts { What = app.Name }
        );
    }

    private sealed record Seen(
        string SetupId,
        Secret Seed,
        IReadOnlyList<RecoverySetKind> Kinds,
        bool HasSeenCodes,
        DateTimeOffset Now
    );
}
