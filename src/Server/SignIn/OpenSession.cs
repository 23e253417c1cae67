using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.Notifications;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>A session that was just opened.</summary>
/// <param name="Token">For the session cookie; kept nowhere else.</param>
/// <param name="BrowserToken">For the cookie of the known browser; null where it keeps the one that it has.</param>
/// <param name="MustEnrol">It can do nothing but enrol.</param>
/// <param name="Prompt">The page to offer first.</param>
/// <param name="ReturnTo">Where the person was going.</param>
/// <param name="EndsAt">Its end, whatever the activity.</param>
public sealed record OpenedSession(
    string Token,
    string? BrowserToken,
    bool MustEnrol,
    Prompt Prompt,
    string ReturnTo,
    DateTimeOffset EndsAt
);

/// <summary>The one function that makes a session, whatever the door (ALWAYS-11).</summary>
public sealed class OpenSession(QueueMail mail, GrantTrust trust)
{
    /// <summary>More sessions than this, and the one unused for longest ends (ASVS 7.1.2).</summary>
    private const int MostSessions = 20;

    /// <summary>Two codes or fewer: time for new ones.</summary>
    private const int FewCodes = 2;

    /// <param name="tx">The transaction that accepted the last proof.</param>
    /// <param name="user">Locked in that transaction, and found active.</param>
    /// <param name="account">The user's.</param>
    /// <param name="methods">By what it was proved: <see cref="SignInMethods"/>.</param>
    /// <param name="arrival">How the browser came.</param>
    public async Task<OpenedSession> Open(Transaction tx, User user, Account account, string methods, Arrival arrival)
    {
        var state = await MfaState.Read(tx, user, account);
        var token = tx.Random.Token();
        var isProgram = DoorOf(tx) == Door.Api;
        var isTrusted =
            arrival.AsksForTrust && SignInMethods.GiveFactor(methods) && BrowserTrust.IsOffered(state.Policy, state.Demand);
        // A program is no browser that could be known or trusted.
        // A cookie by which the browser does not know this user yet may have been planted there by somebody who kept a copy.
        var isKnown = arrival.BrowserId is { } sent && await tx.KnownBrowsers.Knows(sent, user.Id);
        var browserToken = !isProgram && (isTrusted || !isKnown) ? tx.Random.Token() : null;
        var browserId = browserToken is null ? arrival.BrowserId : TokenDigest.Of(browserToken);
        var session = NewSession(tx, user, TokenDigest.Of(token), methods, arrival with { BrowserId = browserId }, state);
        await tx.Sessions.Add(session);
        await EndOldest(tx, session);
        if (isTrusted)
            await trust.Grant(tx, user, account, state.Policy, arrival.BrowserId, browserId!);
        else if (!isProgram)
            await NoticeBrowser(tx, user, account, arrival.BrowserId, browserId!);
        await tx.Users.MarkSignedIn(user.Id, tx.Now);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.SignedIn, account.Id, user.Id, user.Login)
                .With("methods", methods)
                .With("session", session.Id)
        );
        var mustEnrol = EnrolmentRule.MustEnrol(
            state.Demand,
            state.Factors,
            state.Policy.Bites,
            session.Enrolment,
            SignInMethods.ResistPhishing(methods),
            tx.Now,
            tx.Now
        );
        var prompt = isProgram ? Prompt.None : await PromptFor(tx, user, state, methods);
        return new OpenedSession(token, browserToken, mustEnrol, prompt, arrival.ReturnTo, session.EndsAt);
    }

    private static Session NewSession(
        Transaction tx,
        User user,
        string digest,
        string methods,
        Arrival arrival,
        MfaState state
    ) =>
        new()
        {
            Id = tx.Random.Id(),
            UserId = user.Id,
            AccountId = user.AccountId,
            TokenDigest = digest,
            Door = DoorOf(tx),
            CreatedAt = tx.Now,
            LastSeenAt = tx.Now,
            EndsAt = tx.Now + (DoorOf(tx) == Door.Api ? Session.LifeForPrograms : state.Policy.SessionTotal),
            Methods = methods,
            // Who has a factor and was let in without it is asked for it before sensitive acts (SIGN-11).
            ProvedAt =
                methods is SignInMethods.TrustedBrowser or SignInMethods.Password && state.Factors.MfaOn
                    ? Session.NotProved
                    : tx.Now,
            Address = tx.Caller.Origin.Address,
            UserAgent = tx.Caller.Origin.UserAgent,
            Host = arrival.Host,
            BrowserId = arrival.BrowserId,
            Enrolment =
                state.Demand.WantsKey(tx.Now) && !SignInMethods.ResistPhishing(methods)
                    ? SessionEnrolment.Weak
                    : SessionEnrolment.ByPolicy,
        };

    private static Door DoorOf(Transaction tx) => tx.Caller.Origin.Door == Door.Api ? Door.Api : Door.Portal;

    // Of each kind: a program in a loop does not sign its owner out.
    private static async Task EndOldest(Transaction tx, Session opened)
    {
        var running = (await tx.Sessions.Running(opened.UserId, tx.Now)).Where(session => session.Door == opened.Door);
        foreach (var session in running.Skip(MostSessions))
            await tx.Sessions.End(opened.UserId, session.Id, tx.Now);
    }

    // The very first browser is no news: nobody else can have been there before.
    private async Task NoticeBrowser(Transaction tx, User user, Account account, string? formerId, string browserId)
    {
        var isNew = !await tx.KnownBrowsers.Knows(browserId, user.Id) && await tx.KnownBrowsers.KnowsAny(user.Id);
        // Others who sign in with it keep what it is to them; the cookie that was sent is worth nothing from now on.
        if (formerId is not null && formerId != browserId)
            await tx.KnownBrowsers.Renew(formerId, browserId);
        await tx.KnownBrowsers.Remember(browserId, user.Id, tx.Now);
        if (isNew)
            await mail.Queue(tx, MailKind.NewBrowser, user, account, new MailFacts { What = tx.Caller.Origin.UserAgent });
    }

    private static async Task<Prompt> PromptFor(Transaction tx, User user, MfaState state, string methods)
    {
        if (!state.Factors.MfaOn)
            return state.Demand.Advised || state.Demand.IsInGrace(tx.Now) ? Prompt.Enrol : Prompt.None;
        if (methods == SignInMethods.Recovery)
            return Prompt.Recover;
        var sets = await tx.Recovery.ActiveSets(user.Id);
        // A token on trial has just become a factor, or an administrator set the app up: the codes are still to be handed out.
        var hasNone = sets.Count == 0 && (state.Policy.OffersCodes || state.Policy.OffersBackupCode);
        if (hasNone || sets.Any(set => set.SavedAt is null))
            return Prompt.SaveCodes;
        return sets.Any(set => set is { Kind: Storage.Tables.RecoverySetKind.Codes, Left: <= FewCodes })
            ? Prompt.FewCodes
            : Prompt.None;
    }
}
