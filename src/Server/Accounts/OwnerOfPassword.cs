using Sallyport.Core.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>Reads what the rule of passwords asks about a user.</summary>
public static class OwnerOfPassword
{
    public static async Task<PasswordOwner> Read(Transaction tx, User user, Account account)
    {
        var state = await MfaState.Read(tx, user, account);
        return new PasswordOwner(state.Demand.IsRequired, user.Login, user.Email, account.Handle, account.Name);
    }
}
