using Sallyport.Measure;

// measure start PUBLISHED BARE | timing PUBLISHED | kill PUBLISHED [ROUNDS] | keys [MOST]
return args switch
{
    ["start", var published, var bare] => await StartUp.Run(published, bare),
    ["timing", var published] => await Timing.Run(published),
    ["kill", var published, .. var rounds] => await Kill.Run(
        published,
        rounds is [var text] ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 200
    ),
    ["keys", .. var most] => await KeyCheck.Run(most is [var text] ? text : "1000000"),
    [KeyServer.Word, var address, .. var how] => await KeyServer.Run(new Uri(address), how is [KeyServer.Cold]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("measure start PUBLISHED BARE | timing PUBLISHED | kill PUBLISHED [ROUNDS] | keys [MOST]");
    return 2;
}
