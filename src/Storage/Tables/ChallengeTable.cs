using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

/// <summary>What a key is asked for; an answer to one question is none to another.</summary>
public enum ChallengePurpose
{
    /// <summary>To become a factor of somebody who is signed in.</summary>
    Registration,

    /// <summary>To be the second factor after a right password.</summary>
    SecondFactor,

    /// <summary>To prove again who sits before a running session.</summary>
    FreshProof,

    /// <summary>To sign in alone, with nobody named yet.</summary>
    PasskeySignIn,
}

/// <summary>A question that a key has to answer.</summary>
public sealed class Challenge
{
    /// <summary>How long a person has to find the key and to touch it.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Random bytes of a question: 256 bits, never to be guessed and never twice (WebAuthn 13.4.3 asks for 16).</summary>
    public const int Length = 32;

    public required string Id { get; init; }
    public required ChallengePurpose Purpose { get; init; }

    /// <summary>The session or half sign-in to which it was given; empty: to nobody known.</summary>
    public required string HolderId { get; init; }

    /// <summary>Who is to answer; null: whoever has a passkey.</summary>
    public string? UserId { get; init; }
    public required string RpId { get; init; }
    public required string Origin { get; init; }
    public required byte[] Bytes { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    public bool IsOpen(DateTimeOffset now) => now < ExpiresAt && !StoredTime.IsWrong(ExpiresAt - Life, now);
}

public sealed class ChallengeTable(Transaction tx)
{
    /// <summary>Open questions of one holder at one time: some tabs, and not a heap. The oldest gives way, and before it what a clock asked that ran ahead.</summary>
    private const int MostOpen = 10;

    private const string Columns = "id, purpose, holder_id, user_id, rp_id, origin, challenge AS bytes, expires_at";

    public async Task<Challenge> Ask(ChallengePurpose purpose, string holderId, string? userId, string rpId, string origin)
    {
        var challenge = new Challenge
        {
            Id = tx.Random.Id(),
            Purpose = purpose,
            HolderId = holderId,
            UserId = userId,
            RpId = rpId,
            Origin = origin,
            Bytes = tx.Random.Bytes(Challenge.Length),
            ExpiresAt = tx.Now + Challenge.Life,
        };
        await tx.Execute(
            """
            INSERT INTO webauthn_challenges (id, purpose, holder_id, user_id, rp_id, origin, challenge, expires_at)
            VALUES (@Id, @purpose, @HolderId, @UserId, @RpId, @Origin, @Bytes, @ExpiresAt)
            """,
            new
            {
                challenge.Id,
                purpose = Words.Camel(purpose),
                challenge.HolderId,
                challenge.UserId,
                challenge.RpId,
                challenge.Origin,
                challenge.Bytes,
                challenge.ExpiresAt,
            }
        );
        if (holderId.Length > 0)
            await Trim(challenge);
        return challenge;
    }

    /// <summary>The open question of this purpose that this holder was given; looking spends nothing.</summary>
    public async Task<Challenge?> Find(string id, ChallengePurpose purpose, string holderId)
    {
        var found = await tx.One<Challenge>(
            $"SELECT {Columns} FROM webauthn_challenges WHERE {Asked}",
            Parameters(id, purpose, holderId)
        );
        if (found is null || found.IsOpen(tx.Now))
            return found;
        tx.StaysOver(
            "webauthn_challenges/" + id,
            later => later.Execute("DELETE FROM webauthn_challenges WHERE id = @id", new { id })
        );
        return null;
    }

    /// <summary>Takes the question away; of all requests that answer it, on all nodes, one gets it. One that is over is gone with it.</summary>
    public async Task<Challenge?> Spend(string id, ChallengePurpose purpose, string holderId) =>
        await tx.One<Challenge>(
            $"DELETE FROM webauthn_challenges WHERE {Asked} RETURNING {Columns}",
            Parameters(id, purpose, holderId)
        )
            is { } spent
        && spent.IsOpen(tx.Now)
            ? spent
            : null;

    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM webauthn_challenges WHERE expires_at < @before", new { before });

    private const string Asked = "id = @id AND purpose = @purpose AND holder_id = @holderId";

    private static object Parameters(string id, ChallengePurpose purpose, string holderId) =>
        new
        {
            id,
            purpose = Words.Camel(purpose),
            holderId,
        };

    private Task<int> Trim(Challenge newest) =>
        tx.Execute(
            """
            DELETE FROM webauthn_challenges WHERE holder_id = @HolderId AND purpose = @purpose AND id NOT IN (
                SELECT id FROM webauthn_challenges WHERE holder_id = @HolderId AND purpose = @purpose
                ORDER BY CASE WHEN id = @Id THEN 0 WHEN expires_at > @latest THEN 2 ELSE 1 END, expires_at DESC LIMIT @MostOpen)
            """,
            new
            {
                newest.Id,
                newest.HolderId,
                purpose = Words.Camel(newest.Purpose),
                latest = StoredTime.Latest(tx.Now + Challenge.Life),
                MostOpen,
            }
        );
}
