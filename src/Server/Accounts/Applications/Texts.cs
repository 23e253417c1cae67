namespace Sallyport.Server.Accounts.Applications;

/// <summary>Names the resource file with the words of the applications.</summary>
public sealed class Texts;
