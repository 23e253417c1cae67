namespace Sallyport.Server.Notifications;

/// <summary>Names the resource files of the mails' words.</summary>
public sealed class Texts;
