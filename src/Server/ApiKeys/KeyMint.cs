using System.Text;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.ApiKeys;

/// <summary>A new key's text with what is kept of it.</summary>
/// <param name="Text">In the clear, for one answer.</param>
/// <param name="Digest">What is kept.</param>
/// <param name="Hint">Its last symbols.</param>
public sealed record MintedKey(Secret Text, byte[] Digest, string Hint);

/// <summary>What all keys of this installation have in common.</summary>
/// <param name="Name">Stands in their texts.</param>
/// <param name="Pepper">Is mixed into their digests.</param>
public sealed record KeyDie(byte[] Name, Secret Pepper);

/// <summary>Makes keys' texts. The pepper is made at first need, by one node.</summary>
public sealed class KeyMint(Database database, RandomSource random)
{
    private volatile KeyDie? die;

    public async Task<MintedKey> Mint(CancellationToken cancel)
    {
        var (name, pepper) = await Die(cancel);
        var text = ApiKeyText.New(Encoding.ASCII.GetString(name), random);
        return new MintedKey(text, ApiKeyDigest.Of(text, pepper), ApiKeyText.HintOf(text));
    }

    /// <summary>Read once: neither ever changes.</summary>
    public async ValueTask<KeyDie> Die(CancellationToken cancel) => die ??= await Read(cancel);

    private async Task<KeyDie> Read(CancellationToken cancel)
    {
        var name = Encoding.ASCII.GetBytes((await database.Read(tx => tx.Installation.Get(), cancel)).Name);
        if (await database.Read(tx => tx.Peppers.OfApiKeys(), cancel) is not { } pepper)
        {
            await database.Write(Caller.OfSystem("first key"), tx => tx.Peppers.MakeForApiKeys(), cancel);
            pepper = (await database.Read(tx => tx.Peppers.OfApiKeys(), cancel))!;
        }
        return new KeyDie(name, pepper);
    }
}
