namespace Sallyport.Core.Common;

/// <summary>What a role may allow. Written <c>VERB_OBJECT</c> outside the code: <see cref="Words"/>. docs/permissions.md says what each opens.</summary>
public enum Permission
{
    ViewUser,
    CreateUser,
    UpdateUser,
    RemoveUser,
    RescueUser,
    ViewPolicy,
    UpdatePolicy,
    ViewAudit,
    ManageApiKey,
    ManageRole,
}
