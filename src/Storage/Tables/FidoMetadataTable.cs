namespace Sallyport.Storage.Tables;

/// <summary>The metadata of security keys that the operator brought in, as it came: signed, so that it needs no seal of ours.</summary>
public sealed class KeptMetadata
{
    public required long Number { get; init; }
    public required string Token { get; init; }

    /// <summary>The signer's certificates were valid then, and that is enough: they do not outlive what they signed.</summary>
    public required DateTimeOffset ImportedAt { get; init; }
}

/// <summary>How many keys of a model people have.</summary>
public sealed class ModelCount
{
    public required string Aaguid { get; init; }
    public required long Keys { get; init; }
}

public sealed class FidoMetadataTable(Transaction tx)
{
    public Task<KeptMetadata?> Get() => tx.One<KeptMetadata>("SELECT number, token, imported_at FROM fido_metadata WHERE id = 1");

    /// <summary>What changes with every import, without the megabytes; null where nothing was ever brought in.</summary>
    public Task<DateTimeOffset?> ImportedAt() => tx.One<DateTimeOffset?>("SELECT imported_at FROM fido_metadata WHERE id = 1");

    /// <summary>False where a newer issue is there already: the number never goes back, whoever else brings one in at this moment.</summary>
    public async Task<bool> Keep(KeptMetadata metadata) =>
        await tx.Execute(
            """
            INSERT INTO fido_metadata (id, number, token, imported_at) VALUES (1, @Number, @Token, @ImportedAt)
            ON CONFLICT (id) DO UPDATE SET number = @Number, token = @Token, imported_at = @ImportedAt WHERE fido_metadata.number <= @Number
            """,
            metadata
        ) == 1;

    /// <summary>Of all accounts.</summary>
    public Task<IReadOnlyList<ModelCount>> ModelsInUse() =>
        tx.Many<ModelCount>("SELECT aaguid, COUNT(*) AS keys FROM security_keys GROUP BY aaguid ORDER BY aaguid");
}
