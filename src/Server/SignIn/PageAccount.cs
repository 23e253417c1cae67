using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>Whose sign-in page this is: the host name's account, the one that was asked for by handle, or the only one there is.</summary>
/// <param name="Account">Null where the page is everybody's.</param>
/// <param name="Policy">Null likewise.</param>
public sealed record PageAccount(Account? Account, Policy? Policy)
{
    /// <summary>Where it is not known whose page it is, the account of whoever signs in decides.</summary>
    public bool OffersPasskeys => Policy is not { PasskeySignIn: false };

    /// <summary>Also tells the frame whose name and support contact to show.</summary>
    public static async Task<PageAccount> Find(HttpContext context, string? handle)
    {
        var services = context.RequestServices;
        var host = services.GetRequiredService<Current>().Host;
        var page = await services.GetRequiredService<Database>().Read(tx => Find(tx, host, handle), context.RequestAborted);
        if (page.Account is { } account)
            context.Features.Set(new Shell(account.Name, account.SupportContact, null, []));
        return page;
    }

    private static async Task<PageAccount> Find(Transaction tx, string host, string? handle)
    {
        var account = await tx.Accounts.FindByHost(host);
        account ??= string.IsNullOrEmpty(handle)
            ? await tx.Accounts.FindOnly()
            : await tx.Accounts.FindByHandle(handle.ToLowerInvariant());
        return account is null
            ? new PageAccount(null, null)
            : new PageAccount(account, (await tx.Policies.Of(account.Id)).Policy);
    }
}
