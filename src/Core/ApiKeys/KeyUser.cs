using Sallyport.Core.Accounts;
using Sallyport.Core.Common;

namespace Sallyport.Core.ApiKeys;

/// <summary>What the check of a key needs to know of its user, read once from the row.</summary>
/// <param name="user">As it was read.</param>
/// <param name="accountHandle">Of its account.</param>
/// <param name="state">All of it as one text: another state, another text.</param>
public sealed class KeyUser(User user, string accountHandle, string state)
{
    public string State => state;

    public string Id { get; } = user.Id;
    public string AccountId { get; } = user.AccountId;
    public string Account { get; } = accountHandle;
    public string Login { get; } = user.Login;
    public string FullName { get; } = user.FullName;
    public string Email { get; } = user.Email;
    public bool IsOperator { get; } = user.IsOperator;
    public bool IsActive { get; } = user.MaySignIn;
    public IReadOnlySet<Permission> Permissions { get; } = user.Permissions;
    public AddressList Addresses { get; } = AddressList.Read(user.ApiAddresses);

    private readonly bool api = user.IsOpen(Door.Api);
    private readonly bool isProxy = user.IsOpen(Door.IsProxy);

    /// <summary>What asks through a proxy asks for an API.</summary>
    public bool IsOpen(Door door) =>
        door switch
        {
            Door.Api or Door.ForwardAuth => api,
            Door.IsProxy => isProxy,
            _ => false,
        };
}
