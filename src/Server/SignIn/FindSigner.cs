using Sallyport.Core.Accounts;
using Sallyport.Core.SignIn;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>Finds whose name was typed.</summary>
public static class FindSigner
{
    /// <param name="tx">Any transaction.</param>
    /// <param name="typed">The text in the field.</param>
    /// <param name="page">The account whose page it was typed on.</param>
    public static async Task<User?> Find(Transaction tx, string typed, Account? page) =>
        TypedName.Read(typed, page?.Handle) switch
        {
            TypedName.ByEmail name => OnPage(await ByEmail(tx, name), page),
            TypedName.InAccount name => await tx.Accounts.FindByHandle(name.Handle) is { } account
                ? OnPage(await tx.Users.FindByLogin(account.Id, name.CanonicalLogin), page)
                : null,
            TypedName.ByLogin name => await tx.Users.FindByLoginAlone(name.CanonicalLogin),
            _ => null,
        };

    // Who was stored with compatibility letters, and had to make room for the plain address, is found by those letters.
    private static async Task<User?> ByEmail(Transaction tx, TypedName.ByEmail name) =>
        name.LiteralEmail != name.CanonicalEmail && await tx.Users.FindByEmail(name.LiteralEmail) is { } literal
            ? literal
            : await tx.Users.FindByEmail(name.CanonicalEmail);

    /// <summary>The name as it was understood: every spelling of a name that nobody has is one name, as it is for names that somebody has.</summary>
    public static string NameOf(string typed, Account? page) =>
        TypedName.Read(typed, page?.Handle) switch
        {
            TypedName.ByEmail name => name.CanonicalEmail,
            TypedName.InAccount name => $"{name.Handle}/{name.CanonicalLogin}",
            TypedName.ByLogin name => name.CanonicalLogin,
            _ => typed,
        };

    // One account's page signs that account's people in, and nobody else's.
    private static User? OnPage(User? user, Account? page) => page is null || user?.AccountId == page.Id ? user : null;
}
